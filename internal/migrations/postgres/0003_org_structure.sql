-- +goose Up
CREATE TABLE org_company (
  id                BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  name              TEXT   NOT NULL,
  zone              TEXT   NOT NULL,
  base_currency     TEXT   NOT NULL,
  fiscal_year_start BIGINT NOT NULL CHECK (fiscal_year_start BETWEEN 1 AND 12),
  created_at        BIGINT NOT NULL,
  version           BIGINT NOT NULL
);

CREATE TABLE org_team (
  id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        TEXT   NOT NULL,
  name_key    TEXT   NOT NULL,
  parent_id   BIGINT REFERENCES org_team (id),
  path        TEXT   COLLATE "C" NOT NULL,
  leader_id   BIGINT,
  created_at  BIGINT NOT NULL,
  archived_at BIGINT,
  version     BIGINT NOT NULL
);
CREATE UNIQUE INDEX org_team_name ON org_team (COALESCE(parent_id, 0), name_key) WHERE archived_at IS NULL;
CREATE INDEX org_team_path ON org_team (path);
CREATE INDEX org_team_leader ON org_team (leader_id);
CREATE INDEX org_team_parent ON org_team (parent_id);

CREATE TABLE org_member (
  user_id    BIGINT NOT NULL PRIMARY KEY,
  capacity   BIGINT CHECK (capacity >= 0),
  updated_at BIGINT NOT NULL,
  version    BIGINT NOT NULL
);

CREATE TABLE org_coverage (
  user_id BIGINT NOT NULL REFERENCES org_member (user_id),
  kind    TEXT   NOT NULL CHECK (kind IN ('region', 'industry', 'language')),
  code    TEXT   NOT NULL,
  PRIMARY KEY (user_id, kind, code)
);
CREATE INDEX org_coverage_code ON org_coverage (kind, code);

CREATE TABLE org_absence (
  id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id    BIGINT NOT NULL REFERENCES org_member (user_id),
  from_date  TEXT   NOT NULL,
  to_date    TEXT   NOT NULL CHECK (to_date >= from_date),
  note       TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX org_absence_user ON org_absence (user_id, to_date);

-- +goose Down
DROP TABLE org_absence;
DROP TABLE org_coverage;
DROP TABLE org_member;
DROP TABLE org_team;
DROP TABLE org_company;
