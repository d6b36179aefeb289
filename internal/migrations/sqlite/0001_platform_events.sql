-- +goose Up
CREATE TABLE event_log (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  time         BIGINT NOT NULL,
  type         TEXT   NOT NULL,
  actor_kind   TEXT   NOT NULL CHECK (actor_kind IN ('user', 'system', 'anonymous')),
  actor_id     BIGINT,
  actor_name   TEXT   NOT NULL,
  on_behalf_of BIGINT,
  subject_kind TEXT   NOT NULL,
  subject_id   BIGINT NOT NULL,
  payload      TEXT   NOT NULL,
  request_id   TEXT   NOT NULL
);
CREATE INDEX event_log_subject ON event_log (subject_kind, subject_id, id);
CREATE INDEX event_log_type ON event_log (type, id);
CREATE INDEX event_log_actor ON event_log (actor_id, id);

CREATE TABLE event_cursor (
  subscriber TEXT   NOT NULL PRIMARY KEY,
  last_xid   BIGINT NOT NULL,
  last_id    BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);

CREATE TABLE field_history (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  time         BIGINT NOT NULL,
  subject_kind TEXT   NOT NULL,
  subject_id   BIGINT NOT NULL,
  field        TEXT   NOT NULL,
  old_value    TEXT,
  new_value    TEXT,
  actor_id     BIGINT,
  request_id   TEXT   NOT NULL
);
CREATE INDEX field_history_subject ON field_history (subject_kind, subject_id, id);

CREATE TABLE access_log (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  time         BIGINT NOT NULL,
  actor_id     BIGINT,
  action       TEXT   NOT NULL,
  subject_kind TEXT   NOT NULL,
  subject_id   BIGINT NOT NULL,
  detail       TEXT   NOT NULL,
  request_id   TEXT   NOT NULL
);
CREATE INDEX access_log_actor ON access_log (actor_id, id);
CREATE INDEX access_log_time ON access_log (time);

CREATE TABLE idempotency (
  actor_id   BIGINT NOT NULL,
  operation  TEXT   NOT NULL,
  key        TEXT   NOT NULL,
  body_hash  TEXT   NOT NULL,
  result     TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (actor_id, operation, key)
);
CREATE INDEX idempotency_created ON idempotency (created_at);

-- +goose Down
DROP TABLE idempotency;
DROP TABLE access_log;
DROP TABLE field_history;
DROP TABLE event_cursor;
DROP TABLE event_log;
