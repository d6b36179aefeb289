package org

import (
	"context"
	"errors"
	"fmt"

	"haike/internal/platform/calendar"
	"haike/internal/platform/db"
	"haike/internal/platform/fault"
)

// firstVersion is the version of a member of whom nothing has been stored yet.
const firstVersion = 1

// Kinds of coverage as stored.
const (
	coverRegion   = "region"
	coverIndustry = "industry"
	coverLanguage = "language"
)

// member reads what is stored about a user, and absences that end on or after a day.
func (s store) member(ctx context.Context, r db.Reader, userID int64, since calendar.Date) (Member, error) {
	m := Member{UserID: userID, Version: firstVersion}
	err := r.QueryRow(ctx, "SELECT capacity, version FROM org_member WHERE user_id = ?", userID).Scan(&m.Capacity, &m.Version)
	if errors.Is(err, db.ErrNoRow) {
		m.Coverage = Coverage{Regions: []string{}, Industries: []string{}, Languages: []string{}}
		m.Absences = []Absence{}
		return m, nil
	}
	if err != nil {
		return Member{}, fmt.Errorf("org: member: %w", err)
	}
	capacity := m.Capacity
	if m.Coverage, err = s.coverage(ctx, r, userID); err != nil {
		return Member{}, err
	}
	m.Capacity = capacity
	m.Absences, err = s.absences(ctx, r, userID, since)
	return m, err
}

// coverage reads the codes of one user, each list in order.
func (store) coverage(ctx context.Context, r db.Reader, userID int64) (Coverage, error) {
	type row struct{ kind, code string }
	rows, err := db.All(ctx, r, func(s db.Scanner) (row, error) {
		var x row
		err := s.Scan(&x.kind, &x.code)
		return x, err
	}, "SELECT kind, code FROM org_coverage WHERE user_id = ?", userID)
	byKind := map[string][]string{}
	for _, x := range rows {
		byKind[x.kind] = append(byKind[x.kind], x.code)
	}
	return Coverage{
		Regions: sorted(byKind[coverRegion]), Industries: sorted(byKind[coverIndustry]), Languages: sorted(byKind[coverLanguage]),
	}, err
}

// absences reads a user's absences that end on or after a day, in order.
func (store) absences(ctx context.Context, r db.Reader, userID int64, since calendar.Date) ([]Absence, error) {
	return db.All(ctx, r, func(s db.Scanner) (Absence, error) {
		var a Absence
		err := s.Scan(&a.ID, &a.From, &a.To, &a.Note)
		return a, err
	}, "SELECT id, from_date, to_date, note FROM org_absence WHERE user_id = ? AND to_date >= ? ORDER BY from_date", userID, string(since))
}

// away reports which of the users are absent on a day.
func (store) away(ctx context.Context, r db.Reader, day calendar.Date, users []int64) ([]int64, error) {
	in, arg := r.Dialect().AnyOf("user_id", users)
	return db.All(ctx, r, db.Value[int64],
		"SELECT DISTINCT user_id FROM org_absence WHERE "+in+" AND from_date <= ? AND to_date >= ?", arg, string(day), string(day))
}

func memberVersion() versionSQL {
	return versionSQL{
		raise: "UPDATE org_member SET version = version + 1 WHERE user_id = ? AND version = ?",
		read:  "SELECT version FROM org_member WHERE user_id = ?",
	}
}

// touchMember makes sure that the member's row exists and raises its version;
// from here to the end of the transaction the row is locked.
func (s store) touchMember(ctx context.Context, tx *db.Tx, userID, version int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO org_member (user_id, updated_at, version) VALUES (?, ?, ?) ON CONFLICT (user_id) DO NOTHING`,
		userID, db.Micros(tx.Now()), firstVersion)
	if err != nil {
		return fmt.Errorf("org: insert member: %w", err)
	}
	return s.bump(ctx, tx, memberVersion(), userID, version)
}

// lockMember is touchMember for changes that need no version: whatever it is, it rises.
func (store) lockMember(ctx context.Context, tx *db.Tx, userID int64) error {
	_, err := tx.Exec(ctx, `INSERT INTO org_member (user_id, updated_at, version) VALUES (?, ?, ?)
		ON CONFLICT (user_id) DO UPDATE SET version = org_member.version + 1, updated_at = excluded.updated_at`,
		userID, db.Micros(tx.Now()), firstVersion+1)
	if err != nil {
		return fmt.Errorf("org: lock member: %w", err)
	}
	return nil
}

// writeCoverage replaces a user's coverage.
func (store) writeCoverage(tx *db.Tx, userID int64, c Coverage) {
	tx.Queue(nil, "UPDATE org_member SET capacity = ?, updated_at = ? WHERE user_id = ?", c.Capacity, db.Micros(tx.Now()), userID)
	tx.Queue(nil, "DELETE FROM org_coverage WHERE user_id = ?", userID)
	for kind, codes := range map[string][]string{coverRegion: c.Regions, coverIndustry: c.Industries, coverLanguage: c.Languages} {
		for _, code := range codes {
			tx.Queue(nil, "INSERT INTO org_coverage (user_id, kind, code) VALUES (?, ?, ?)", userID, kind, code)
		}
	}
}

func (store) insertAbsence(ctx context.Context, tx *db.Tx, userID int64, in AbsenceInput) (int64, error) {
	return tx.Insert(ctx, "INSERT INTO org_absence (user_id, from_date, to_date, note, created_at) VALUES (?, ?, ?, ?, ?) RETURNING id",
		userID, string(in.From), string(in.To), in.Note, db.Micros(tx.Now()))
}

// deleteAbsence removes an absence of a user and returns it; common.not_found if it is not his.
func (store) deleteAbsence(ctx context.Context, tx *db.Tx, userID, id int64) (Absence, error) {
	a := Absence{ID: id}
	err := tx.QueryRow(ctx, "DELETE FROM org_absence WHERE id = ? AND user_id = ? RETURNING from_date, to_date, note", id, userID).
		Scan(&a.From, &a.To, &a.Note)
	if errors.Is(err, db.ErrNoRow) {
		return Absence{}, fault.ErrNotFound
	}
	return a, err
}
