// Package upkeep keeps the installation itself in order: backups made from the web app.
//
// Owns: the list of backups and their files in the folder of backups, making
// one in the background, who took one out.
// Does not own: what an archive looks like and the restore, which needs a
// stopped server (platform backup); the schema; other rooms' data.
//
// Words: backup 备份 · archive 备份文件 (the file of a backup) · verification 校验.
//
// Tables: upkeep_backup.
//
// Events out: upkeep.backup_deleted, upkeep.backup_started, upkeep.backup_taken_out.
//
// Events in: none.
//
// Depends on: authz, backup, db, event, fault, httpx, jobs.
package upkeep
