import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, ok } from '../api/client'
import { useNamedText } from '../i18n/namedText'
import { Conflict } from '../ui/States'
import { formatDateTime } from '../format/time'
import { useCan, useZone } from './session'

/** The record that somebody else changed, as events name it. */
export interface RecordRef {
  kind: string
  id: number
}

interface RecordConflictProps {
  subject: RecordRef
  onReload: () => unknown
  onOverwrite: () => void
}

/** Somebody else saved first: who, when and what, as far as the reader may know; then theirs or ours. */
export function RecordConflict({ subject, onReload, onOverwrite }: RecordConflictProps) {
  const { t } = useTranslation('ui')
  const zone = useZone()
  const name = useNamedText('event')
  const mayRead = useCan()('iam.audit.read')
  const last = useQuery({
    queryKey: ['events', 'last', subject],
    queryFn: ({ signal }) => ok(api.GET('/api/v1/events', { signal, params: { query: { subject_kind: subject.kind, subject_id: subject.id, limit: 1 } } })),
    enabled: mayRead,
    staleTime: 0,
  })
  const event = last.data?.items[0]
  if (mayRead && last.isPending) return null
  const text = event
    ? t('conflict.who', { who: event.actor.name, when: formatDateTime(Date.parse(event.time), zone), what: name(event.type) })
    : t('conflict.somebody')
  return <Conflict text={text} onReload={onReload} onOverwrite={onOverwrite} />
}
