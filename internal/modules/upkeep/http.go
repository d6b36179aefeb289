package upkeep

import (
	"context"
	"net/http"
	"time"

	"haike/internal/platform/backup"
	"haike/internal/platform/httpx"
)

const tag = "upkeep"

// Mount registers the room's operations.
func (s *Service) Mount(r *httpx.Router) {
	op := func(id, method, path, summary string) httpx.Op {
		return httpx.Op{ID: id, Method: method, Path: path, Summary: summary, Tag: tag, Permission: backup.PermManage}
	}
	httpx.Register(r, op("backup-list", http.MethodGet, "/backups", "All backups, newest first"), s.listBackups)
	create := op("backup-create", http.MethodPost, "/backups", "Start a backup in the background")
	create.Status = http.StatusAccepted
	httpx.Register(r, create, s.createBackup)
	verify := op("backup-verify", http.MethodPost, "/backups/{name}/verification", "Read a backup to its end and check it")
	httpx.Register(r, verify, s.verifyBackup)
	remove := op("backup-delete", http.MethodDelete, "/backups/{name}", "Delete a backup and its file")
	remove.Status = http.StatusNoContent
	httpx.Register(r, remove, s.deleteBackup)
	r.Raw(op("backup-download", http.MethodGet, "/backups/{name}/file", "The encrypted archive of a backup"), s.download(r))
}

type wireBackup struct {
	Name          string    `json:"name"`
	CreatedAt     time.Time `json:"created_at"`
	Bytes         int64     `json:"bytes" doc:"Size of the file; 0 until it is finished."`
	SchemaVersion int64     `json:"schema_version"`
	Engine        string    `json:"engine" enum:"sqlite,postgres"`
	Status        Status    `json:"status" enum:"running,done,failed"`
	Error         string    `json:"error,omitempty" enum:"interrupted,write" doc:"Why it failed: the program ended meanwhile, or the file could not be written (the log says why)."`
}

func wireOf(b Backup) wireBackup {
	return wireBackup{b.Name, b.CreatedAt, b.Bytes, b.SchemaVersion, b.Engine, b.Status, b.Problem}
}

type backupList struct {
	Body struct {
		Items []wireBackup `json:"items" nullable:"false"`
	}
}

func (s *Service) listBackups(ctx context.Context, _ *struct{}) (*backupList, error) {
	list, err := s.List(ctx)
	if err != nil {
		return nil, err
	}
	out := &backupList{}
	out.Body.Items = make([]wireBackup, len(list))
	for i, b := range list {
		out.Body.Items[i] = wireOf(b)
	}
	return out, nil
}

type backupOut struct{ Body wireBackup }

func (s *Service) createBackup(ctx context.Context, _ *struct{}) (*backupOut, error) {
	b, err := s.Create(ctx)
	if err != nil {
		return nil, err
	}
	return &backupOut{wireOf(b)}, nil
}

type backupName struct {
	Name string `path:"name" maxLength:"100"`
}

type verificationOut struct {
	Body struct {
		OK       bool     `json:"ok"`
		Tables   int      `json:"tables"`
		Rows     int64    `json:"rows"`
		Problems []string `json:"problems" nullable:"false"`
	}
}

func (s *Service) verifyBackup(ctx context.Context, in *backupName) (*verificationOut, error) {
	v, err := s.Verify(ctx, in.Name)
	if err != nil {
		return nil, err
	}
	out := &verificationOut{}
	out.Body.OK, out.Body.Tables, out.Body.Rows = len(v.Problems) == 0, v.Tables, v.Rows
	out.Body.Problems = append([]string{}, v.Problems...)
	return out, nil
}

func (s *Service) deleteBackup(ctx context.Context, in *backupName) (*struct{}, error) {
	return nil, s.Delete(ctx, in.Name)
}

// download sends the file. Its name has the form that we give, so it needs no
// quoting; a large file may take longer than other answers.
func (s *Service) download(r *httpx.Router) http.HandlerFunc {
	return func(w http.ResponseWriter, q *http.Request) {
		f, b, err := s.Open(q.Context(), q.PathValue("name"))
		if err != nil {
			r.WriteProblem(w, q, err)
			return
		}
		defer func() { _ = f.Close() }()                                // only read
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // a test's writer knows no deadline
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Disposition", `attachment; filename="`+b.Name+`"`)
		http.ServeContent(w, q, "", b.CreatedAt, f)
	}
}
