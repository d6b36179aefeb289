-- +goose Up
CREATE TABLE org_calendar (
  id         BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
  updated_at BIGINT NOT NULL,
  version    BIGINT NOT NULL
);

CREATE TABLE org_hours (
  valid_from TEXT   NOT NULL PRIMARY KEY,
  hours      TEXT   NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE org_calendar_day (
  date       TEXT   NOT NULL PRIMARY KEY,
  kind       TEXT   NOT NULL CHECK (kind IN ('holiday', 'workday', 'normal')),
  name       TEXT   NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE org_calendar_year (
  year        BIGINT NOT NULL PRIMARY KEY,
  title       TEXT   NOT NULL,
  document    TEXT   NOT NULL,
  published   TEXT   NOT NULL,
  url         TEXT   NOT NULL,
  days        TEXT   NOT NULL,
  imported_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE org_calendar_year;
DROP TABLE org_calendar_day;
DROP TABLE org_hours;
DROP TABLE org_calendar;
