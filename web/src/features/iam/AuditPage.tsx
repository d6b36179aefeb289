import { addDays, startOfDay } from '@shared/format/time'
import { useNamedText } from '@shared/i18n/namedText'
import { UserSelect } from '@shared/pickers/UserSelect'
import { Permitted } from '@shared/session/Permitted'
import { useZone } from '@shared/session/session'
import { DataTable, type Column } from '@shared/ui/DataTable'
import { FilterBar, type FilterChip } from '@shared/ui/FilterBar'
import { FilterSelect } from '@shared/ui/FilterSelect'
import { ListLayout } from '@shared/ui/ListLayout'
import { OnDemand } from '@shared/ui/OnDemand'
import { PageHeader } from '@shared/ui/PageHeader'
import { Empty, EmptyFiltered } from '@shared/ui/States'
import { Tabs } from '@shared/ui/Tabs'
import { TimeText } from '@shared/ui/TimeText'
import { useCursor } from '@shared/ui/useCursor'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { lazy, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { accessQuery, eventsQuery, eventTypesQuery, type Access, type AuditEvent } from './api'
import styles from './audit.module.css'
import type { AuditSearch } from './auditSearch'
import { auditRoute } from './routes'
import { useActorName, useSubjectName } from './auditNames'

const EventDrawer = lazy(async () => ({ default: (await import('./EventDrawer')).EventDrawer }))

/** Who did what and when; who saw or took out what. Nothing here can be changed. */
export function AuditPage() {
  const { t } = useTranslation('audit')
  const search = auditRoute.useSearch()
  const navigate = useNavigate()
  return (
    <Permitted permission="iam.audit.read" title={t('title')}>
      <PageHeader title={t('title')} />
      <Tabs<'events' | 'access'>
        label={t('title')}
        tabs={[
          { id: 'events', label: t('tab.events') },
          { id: 'access', label: t('tab.access') },
        ]}
        selected={search.log ?? 'events'}
        onSelect={(log) => void navigate({ to: '/settings/audit', search: log === 'access' ? { log } : {} })}
      >
        {search.log === 'access' ? <AccessLog /> : <EventLog />}
      </Tabs>
    </Permitted>
  )
}

type Change = (change: { [K in keyof AuditSearch]: AuditSearch[K] | undefined }) => void

function useAuditSearch(): [AuditSearch, Change] {
  const search = auditRoute.useSearch()
  const navigate = useNavigate()
  const change: Change = (next) =>
    void navigate({ to: '/settings/audit', search: (old) => Object.fromEntries(Object.entries({ ...old, ...next }).filter(([, value]) => value !== undefined)) as AuditSearch, replace: true, resetScroll: 'cursor' in next })
  return [search, change]
}

const defaultSize = 50

/** The period as moments, from the start of the first day to the end of the last one. */
function usePeriod({ from, to }: AuditSearch) {
  const zone = useZone()
  return { from: from && startOfDay(from, zone), to: to && startOfDay(addDays(to, 1), zone) }
}

function EventLog() {
  const { t } = useTranslation('audit')
  const [search, change] = useAuditSearch()
  const period = usePeriod(search)
  const events = useQuery(
    eventsQuery({ type: search.type, actor_id: search.actor, subject_kind: search.kind, subject_id: search.subject, ...period, cursor: search.cursor, limit: search.size ?? defaultSize }),
  )
  const pages = useCursor({ cursor: search.cursor, next: events.data?.next_cursor, onCursor: (cursor) => change({ cursor }) })
  const filter = useFilters(search, change)
  return (
    <ListLayout header={null} bar={filter.bar}>
      <DataTable
        caption={t('tab.events')}
        columns={useEventColumns(search)}
        rows={events.data?.items}
        rowKey={(event) => event.id}
        rowName={(event) => event.type}
        refreshing={events.isPlaceholderData}
        error={events.data ? undefined : events.error}
        onRetry={() => void events.refetch()}
        empty={filter.active.length > 0 ? <EmptyFiltered filters={filter.active} onClear={filter.clear} /> : <Empty text={t('empty')} />}
        pager={{ pageSize: search.size ?? defaultSize, onPageSize: (size) => change({ size, cursor: undefined }), ...pages }}
      />
      <OnDemand when={search.event !== undefined}>
        <EventDrawer
          event={events.data?.items.find((one) => one.id === search.event)}
          onClose={() => change({ event: undefined })}
          onOnly={(kind, subject) => change({ kind, subject, event: undefined, cursor: undefined })}
        />
      </OnDemand>
    </ListLayout>
  )
}

function useEventColumns(search: AuditSearch): readonly Column<AuditEvent>[] {
  const { t } = useTranslation('audit')
  const type = useNamedText('event')
  const actor = useActorName()
  const subject = useSubjectName()
  return [
    {
      id: 'type',
      header: t('event'),
      cell: (event) => (
        <Link to="/settings/audit" search={{ ...search, event: event.id }} resetScroll={false}>
          {type(event.type)}
        </Link>
      ),
    },
    { id: 'subject', header: t('subject'), cell: (event) => subject(event.subject), phone: 'meta' },
    { id: 'actor', header: t('actor'), cell: (event) => actor(event.actor), width: 160, phone: 'meta' },
    { id: 'time', header: t('time'), cell: (event) => <TimeText at={event.time} as="datetime" />, width: 160, phone: 'end' },
  ]
}

function AccessLog() {
  const { t } = useTranslation('audit')
  const [search, change] = useAuditSearch()
  const action = useNamedText('event')
  const actor = useActorName()
  const access = useQuery(accessQuery({ actor_id: search.actor, ...usePeriod(search), cursor: search.cursor, limit: search.size ?? defaultSize }))
  const pages = useCursor({ cursor: search.cursor, next: access.data?.next_cursor, onCursor: (cursor) => change({ cursor }) })
  const filter = useFilters(search, change)
  const columns: Column<Access>[] = [
    { id: 'action', header: t('action'), cell: (one) => action(`access.${one.action}`) },
    { id: 'detail', header: t('detail'), cell: (one) => <code className={styles.code}>{detailText(one.detail)}</code>, phone: 'meta' },
    { id: 'actor', header: t('actor'), cell: (one) => actor(one.actor), width: 160, phone: 'meta' },
    { id: 'time', header: t('time'), cell: (one) => <TimeText at={one.time} as="datetime" />, width: 160, phone: 'end' },
  ]
  return (
    <ListLayout header={null} bar={filter.bar}>
      <DataTable
        caption={t('tab.access')}
        columns={columns}
        rows={access.data?.items}
        rowKey={(one) => one.id}
        rowName={(one) => one.action}
        refreshing={access.isPlaceholderData}
        error={access.data ? undefined : access.error}
        onRetry={() => void access.refetch()}
        empty={filter.active.length > 0 ? <EmptyFiltered filters={filter.active} onClear={filter.clear} /> : <Empty text={t('emptyAccess')} />}
        pager={{ pageSize: search.size ?? defaultSize, onPageSize: (size) => change({ size, cursor: undefined }), ...pages }}
      />
    </ListLayout>
  )
}

/** Ids and codes as they are: what was asked for. */
function detailText(detail: Record<string, unknown>): string {
  const entries = Object.entries(detail)
  return entries.length === 0 ? '–' : entries.map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`).join(' ')
}

function useFilters(search: AuditSearch, change: Change) {
  const { t } = useTranslation('audit')
  const name = useNamedText('event')
  const onEvents = search.log !== 'access'
  const types = useQuery({ ...eventTypesQuery, enabled: onEvents }).data ?? []
  const clear = () => change({ type: undefined, actor: undefined, kind: undefined, subject: undefined, from: undefined, to: undefined, cursor: undefined })
  const chips: FilterChip[] = []
  const chip = (id: string, label: string, off: Parameters<Change>[0]) => chips.push({ id, label, onRemove: () => change({ ...off, cursor: undefined }) })
  if (search.type) chip('type', name(search.type), { type: undefined })
  if (search.actor) chip('actor', t('byActor'), { actor: undefined })
  if (search.kind) chip('subject', t('oneSubject'), { kind: undefined, subject: undefined })
  if (search.from) chip('from', t('fromDate', { date: search.from }), { from: undefined })
  if (search.to) chip('to', t('toDate', { date: search.to }), { to: undefined })
  const bar = (
    <FilterBar
      filters={
        <>
          {onEvents && (
            <FilterSelect
              label={t('event')}
              value={search.type}
              options={types.map((type) => ({ value: type, label: name(type) }))}
              onChange={(type) => change({ type, cursor: undefined })}
            />
          )}
          <UserSelect label={t('actor')} placeholder={t('actor')} value={search.actor ?? null} onChange={(actor) => change({ actor: actor ?? undefined, cursor: undefined })} />
          <DateInput label={t('from')} value={search.from} refuse={(from) => search.to !== undefined && from > search.to && t('fromAfterTo')} onChange={(from) => change({ from, cursor: undefined })} />
          <DateInput label={t('to')} value={search.to} refuse={(to) => search.from !== undefined && to < search.from && t('toBeforeFrom')} onChange={(to) => change({ to, cursor: undefined })} />
        </>
      }
      chips={chips}
      onClear={clear}
    />
  )
  return { bar, active: chips.map((one) => one.label), clear }
}

interface DateInputProps {
  label: string
  value: string | undefined
  /** Why a day cannot be taken, or false. */
  refuse: (value: string) => string | false
  onChange: (value: string | undefined) => void
}

/** A day; one that is refused stays in the field with the reason, and the filter stays as it was. */
function DateInput({ label, value, refuse, onChange }: DateInputProps) {
  const id = useId()
  const [refused, setRefused] = useState<string>()
  const reason = refused !== undefined && refuse(refused)
  const take = (day: string) => {
    const bad = day !== '' && refuse(day) !== false
    setRefused(bad ? day : undefined)
    if (!bad) onChange(day || undefined)
  }
  return (
    <span>
      <label className={styles.date}>
        {label}
        <input
          type="date"
          value={reason ? refused : (value ?? '')}
          aria-invalid={reason !== false}
          aria-describedby={reason ? id : undefined}
          onChange={(event) => take(event.target.value)}
        />
      </label>
      {reason && (
        <span id={id} role="alert" className={styles.refused}>
          {reason}
        </span>
      )}
    </span>
  )
}
