-- +goose Up
CREATE TABLE upkeep_backup (
  id             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name           TEXT   NOT NULL,
  created_at     BIGINT NOT NULL,
  bytes          BIGINT NOT NULL,
  schema_version BIGINT NOT NULL,
  engine         TEXT   NOT NULL CHECK (engine IN ('sqlite', 'postgres')),
  status         TEXT   NOT NULL CHECK (status IN ('running', 'done', 'failed')),
  problem        TEXT   NOT NULL CHECK (problem IN ('', 'interrupted', 'write'))
);
CREATE UNIQUE INDEX upkeep_backup_name ON upkeep_backup (name);
CREATE UNIQUE INDEX upkeep_backup_running ON upkeep_backup (status) WHERE status = 'running';

-- +goose Down
DROP TABLE upkeep_backup;
