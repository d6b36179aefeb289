// Package org is the company's structure: who works where, for whom, on what and when.
//
// Owns: the company's own data, the tree of teams, the reporting line, what a
// member covers (regions, industries, languages), capacity and absences, the
// company's working calendar, the first set-up, the list of onboarding steps.
// Does not own: users, their names, roles and sessions (iam, which also stores
// each user's team and manager; org decides whether a placement is right and has
// iam write it); the arithmetic of working time and the official holidays that
// ship with the program (platform calendar); reference data (refdata).
//
// Words: team 团队 · leader 负责人 (sees the team and all below it) · member 成员 (a
// user seen as somebody who works in a team) · manager 上级 · coverage 覆盖范围 ·
// capacity 客户上限 · absence 缺勤 · makeup day 调休上班.
//
// Tables: org_company, org_team, org_member, org_coverage, org_absence,
// org_calendar, org_hours, org_calendar_day, org_calendar_year.
//
// Events out: org.absence_added, org.absence_removed, org.calendar_day_changed,
// org.calendar_imported, org.company_changed, org.company_set_up,
// org.coverage_changed, org.member_placed, org.office_hours_changed,
// org.team_archived, org.team_changed, org.team_created, org.team_moved.
//
// Events in: none.
//
// Depends on: authz, calendar, condition, db, event, fault, httpx, i18n, iam,
// idem, money, refdata.
package org
