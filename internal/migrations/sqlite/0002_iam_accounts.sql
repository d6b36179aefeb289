-- +goose Up
CREATE TABLE iam_user (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  login                TEXT    NOT NULL,
  login_key            TEXT NOT NULL,
  name                 TEXT    NOT NULL,
  name_key             TEXT NOT NULL,
  name_sort            TEXT NOT NULL,
  email                TEXT    NOT NULL,
  phone                TEXT    NOT NULL,
  password             TEXT    NOT NULL,
  password_changed_at  BIGINT  NOT NULL,
  must_change_password BIGINT NOT NULL CHECK (must_change_password IN (0, 1)),
  status               TEXT    NOT NULL CHECK (status IN ('active', 'invited', 'disabled')),
  team_id              BIGINT,
  manager_id           BIGINT,
  locale               TEXT    NOT NULL CHECK (locale IN ('zh-CN', 'en')),
  theme                TEXT    NOT NULL CHECK (theme IN ('light', 'dark', 'system')),
  density              TEXT    NOT NULL CHECK (density IN ('compact', 'standard', 'comfortable')),
  shortcuts            BIGINT NOT NULL CHECK (shortcuts IN (0, 1)),
  last_seen_at         BIGINT,
  created_at           BIGINT  NOT NULL,
  version              BIGINT  NOT NULL
);
CREATE UNIQUE INDEX iam_user_login ON iam_user (login_key);
CREATE INDEX iam_user_name ON iam_user (name_sort, id);
CREATE INDEX iam_user_created ON iam_user (created_at, id);
CREATE INDEX iam_user_team ON iam_user (team_id);
CREATE INDEX iam_user_manager ON iam_user (manager_id);

CREATE TABLE iam_password_history (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id    BIGINT NOT NULL REFERENCES iam_user (id),
  password   TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX iam_password_history_user ON iam_password_history (user_id, id);

CREATE TABLE iam_role (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  key        TEXT,
  name       TEXT   NOT NULL,
  name_key   TEXT,
  created_at BIGINT NOT NULL,
  version    BIGINT NOT NULL,
  CHECK ((key IS NULL) <> (name_key IS NULL))
);
CREATE UNIQUE INDEX iam_role_key ON iam_role (key);
CREATE UNIQUE INDEX iam_role_name ON iam_role (name_key);

CREATE TABLE iam_role_grant (
  role_id    BIGINT NOT NULL REFERENCES iam_role (id),
  permission TEXT   NOT NULL,
  level      TEXT   NOT NULL CHECK (level IN ('own', 'team', 'subtree', 'all')),
  PRIMARY KEY (role_id, permission)
);

CREATE TABLE iam_user_role (
  user_id BIGINT NOT NULL REFERENCES iam_user (id),
  role_id BIGINT NOT NULL REFERENCES iam_role (id),
  PRIMARY KEY (user_id, role_id)
);
CREATE INDEX iam_user_role_role ON iam_user_role (role_id);

CREATE TABLE iam_permission_seen (
  permission TEXT   NOT NULL PRIMARY KEY,
  seen_at    BIGINT NOT NULL
);

CREATE TABLE iam_policy (
  id                    BIGINT  NOT NULL PRIMARY KEY CHECK (id = 1),
  password_profile      TEXT    NOT NULL CHECK (password_profile IN ('asvs', 'dengbao')),
  session_idle_minutes  BIGINT  NOT NULL,
  session_max_hours     BIGINT  NOT NULL,
  require_second_factor BIGINT NOT NULL CHECK (require_second_factor IN (0, 1)),
  version               BIGINT  NOT NULL
);
INSERT INTO iam_policy (id, password_profile, session_idle_minutes, session_max_hours, require_second_factor, version)
VALUES (1, 'asvs', 480, 168, 0, 1);

CREATE TABLE iam_session (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id       BIGINT  NOT NULL REFERENCES iam_user (id),
  token_hash    TEXT    NOT NULL,
  second_factor BIGINT NOT NULL CHECK (second_factor IN (0, 1)),
  client        TEXT    NOT NULL,
  created_at    BIGINT  NOT NULL,
  last_seen_at  BIGINT  NOT NULL
);
CREATE UNIQUE INDEX iam_session_token ON iam_session (token_hash);
CREATE INDEX iam_session_user ON iam_session (user_id);
CREATE INDEX iam_session_created ON iam_session (created_at);
CREATE INDEX iam_session_seen ON iam_session (last_seen_at);

CREATE TABLE iam_challenge (
  token_hash TEXT    NOT NULL PRIMARY KEY,
  user_id    BIGINT  NOT NULL REFERENCES iam_user (id),
  remember   BIGINT NOT NULL CHECK (remember IN (0, 1)),
  expires_at BIGINT  NOT NULL
);
CREATE INDEX iam_challenge_user ON iam_challenge (user_id);
CREATE INDEX iam_challenge_expires ON iam_challenge (expires_at);

CREATE TABLE iam_token (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id      BIGINT NOT NULL REFERENCES iam_user (id),
  name         TEXT   NOT NULL,
  token_hash   TEXT   NOT NULL,
  permissions  TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT,
  last_used_at BIGINT
);
CREATE UNIQUE INDEX iam_token_hash ON iam_token (token_hash);
CREATE INDEX iam_token_user ON iam_token (user_id, id);

CREATE TABLE iam_link (
  user_id    BIGINT NOT NULL REFERENCES iam_user (id),
  channel    TEXT   NOT NULL CHECK (channel IN ('page', 'mail')),
  token_hash TEXT   NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, channel)
);
CREATE UNIQUE INDEX iam_link_token ON iam_link (token_hash);
CREATE INDEX iam_link_expires ON iam_link (expires_at);

CREATE TABLE iam_second_factor (
  user_id    BIGINT  NOT NULL PRIMARY KEY REFERENCES iam_user (id),
  secret     TEXT    NOT NULL,
  confirmed  BIGINT NOT NULL CHECK (confirmed IN (0, 1)),
  last_step  BIGINT  NOT NULL,
  created_at BIGINT  NOT NULL
);

CREATE TABLE iam_recovery_code (
  user_id   BIGINT NOT NULL REFERENCES iam_user (id),
  code_hash TEXT   NOT NULL,
  PRIMARY KEY (user_id, code_hash)
);

CREATE TABLE iam_throttle (
  kind          TEXT   NOT NULL,
  key           TEXT   NOT NULL,
  failures      BIGINT NOT NULL,
  last_at       BIGINT NOT NULL,
  blocked_until BIGINT NOT NULL,
  reported      BIGINT NOT NULL CHECK (reported IN (0, 1)),
  PRIMARY KEY (kind, key)
);
CREATE INDEX iam_throttle_last ON iam_throttle (last_at);

CREATE TABLE iam_known_network (
  user_id BIGINT NOT NULL REFERENCES iam_user (id),
  network TEXT   NOT NULL,
  last_at BIGINT NOT NULL,
  PRIMARY KEY (user_id, network)
);
CREATE INDEX iam_known_network_last ON iam_known_network (last_at);

-- +goose Down
DROP TABLE iam_known_network;
DROP TABLE iam_throttle;
DROP TABLE iam_recovery_code;
DROP TABLE iam_second_factor;
DROP TABLE iam_link;
DROP TABLE iam_token;
DROP TABLE iam_challenge;
DROP TABLE iam_session;
DROP TABLE iam_policy;
DROP TABLE iam_permission_seen;
DROP TABLE iam_user_role;
DROP TABLE iam_role_grant;
DROP TABLE iam_role;
DROP TABLE iam_password_history;
DROP TABLE iam_user;
