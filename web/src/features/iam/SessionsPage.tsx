import { problemText } from '@shared/i18n/problemText'
import { DataTable, type Column } from '@shared/ui/DataTable'
import { PageHeader } from '@shared/ui/PageHeader'
import { Empty } from '@shared/ui/States'
import { Tag } from '@shared/ui/StatusText'
import { TimeText } from '@shared/ui/TimeText'
import { toasts } from '@shared/ui/toastStore'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { endOtherSessions, endSession, sessionsQuery, type Session } from './api'
import styles from './profile.module.css'

/** Where I am signed in; other places can be signed out. */
export function SessionsPage() {
  const { t } = useTranslation('profile')
  const client = useQueryClient()
  const sessions = useQuery(sessionsQuery)
  const done = async (text: string) => {
    toasts.done(text)
    await client.invalidateQueries({ queryKey: sessionsQuery.queryKey })
  }
  const fail = (error: unknown) => toasts.error(problemText(error))
  const end = useMutation({ mutationFn: endSession, onSuccess: () => done(t('sessions.ended')), onError: fail })
  const endOthers = useMutation({ mutationFn: endOtherSessions, onSuccess: () => done(t('sessions.othersEnded')), onError: fail })
  const others = (sessions.data ?? []).filter((session) => !session.current).length

  const columns: Column<Session>[] = [
    {
      id: 'client',
      header: t('sessions.client'),
      cell: (s) => (
        <>
          {s.client} {s.current && <Tag tone="success">{t('sessions.current')}</Tag>}
        </>
      ),
    },
    { id: 'seen', header: t('sessions.seen'), cell: (s) => <TimeText at={s.last_seen_at} as="datetime" />, width: 168, phone: 'meta' },
    { id: 'created', header: t('sessions.created'), cell: (s) => <TimeText at={s.created_at} as="datetime" />, width: 168 },
    { id: 'factor', header: t('sessions.factor'), cell: (s) => t(s.second_factor ? 'sessions.withCode' : 'sessions.withoutCode'), width: 128 },
  ]
  return (
    <>
      <PageHeader
        title={t('sessions.title')}
        actions={
          <Button danger disabled={others === 0} loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('sessions.endOthers')}
          </Button>
        }
      />
      <p className={styles.lead}>{t('sessions.effect')}</p>
      <DataTable
        caption={t('sessions.title')}
        columns={columns}
        rows={sessions.data}
        rowKey={(s) => s.id}
        rowName={(s) => s.client}
        error={sessions.error}
        onRetry={() => void sessions.refetch()}
        empty={<Empty text={t('sessions.empty')} />}
        actions={(s) =>
          s.current ? null : (
            <Button type="link" onClick={() => end.mutate(s.id)} aria-label={t('sessions.endNamed', { client: s.client })}>
              {t('sessions.end')}
            </Button>
          )
        }
      />
    </>
  )
}
