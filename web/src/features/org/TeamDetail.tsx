import { Problem } from '@shared/api/problem'
import { problemText } from '@shared/i18n/problemText'
import { teamsQuery, type Team } from '@shared/pickers/api'
import { useCan } from '@shared/session/session'
import { DataTable, type Column } from '@shared/ui/DataTable'
import { ConfirmDanger } from '@shared/ui/Dialog'
import { Facts } from '@shared/ui/Facts'
import { Empty, Notice } from '@shared/ui/States'
import { StatusText } from '@shared/ui/StatusText'
import { toasts } from '@shared/ui/toastStore'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { archiveTeam, teamMembersQuery, teamQuery } from './api'
import { TeamDialog } from './TeamDialog'
import styles from './org.module.css'

/** One team: where it stands, who leads it, who belongs to it. */
export function TeamDetail({ team, path, onGone }: { team: Team; path: string; onGone: () => void }) {
  const { t } = useTranslation('org')
  const can = useCan()
  const [dialog, setDialog] = useState<'change' | 'add' | 'archive'>()
  const close = () => setDialog(undefined)
  return (
    <section aria-label={team.name}>
      <h2 className={styles.teamName}>{team.name}</h2>
      <Facts
        facts={[
          { id: 'path', label: t('team.path'), value: path },
          { id: 'leader', label: t('team.leader'), value: team.leader?.name ?? t('team.noLeader') },
        ]}
      />
      {can('org.team.write') && (
        <div className={styles.buttons}>
          <Button onClick={() => setDialog('change')}>{t('team.change')}</Button>
          <Button onClick={() => setDialog('add')}>{t('team.addBelow')}</Button>
          <Button danger onClick={() => setDialog('archive')}>
            {t('team.archive')}
          </Button>
        </div>
      )}
      {can('iam.user.read') && <Members team={team} />}
      <TeamDialog open={dialog === 'change'} team={team} onClose={close} />
      <TeamDialog open={dialog === 'add'} parent={team.id} onClose={close} />
      <ArchiveDialog open={dialog === 'archive'} team={team} onClose={close} onGone={onGone} />
    </section>
  )
}

function ArchiveDialog({ open, team, onClose, onGone }: { open: boolean; team: Team; onClose: () => void; onGone: () => void }) {
  const { t } = useTranslation('org')
  const client = useQueryClient()
  const archive = useMutation({
    mutationFn: async () => archiveTeam(team.id, (await client.fetchQuery({ ...teamQuery(team.id), staleTime: 0 })).version),
    onSuccess: async () => {
      onClose()
      toasts.done(t('team.archived', { name: team.name }))
      onGone()
      await client.invalidateQueries({ queryKey: teamsQuery.queryKey })
    },
    onError: onClose,
  })
  return (
    <>
      {archive.error && <Notice kind="danger">{archiveError(archive.error)}</Notice>}
      <ConfirmDanger
        open={open}
        title={t('team.archiveTitle', { name: team.name })}
        text={t('team.archiveEffect')}
        action={t('team.archive')}
        busy={archive.isPending}
        onConfirm={() => archive.mutate()}
        onClose={onClose}
      />
    </>
  )

  function archiveError(error: unknown): string {
    if (!(error instanceof Problem) || error.code !== 'org.team_not_empty') return problemText(error)
    return t('team.notEmpty', { members: Number(error.params['members'] ?? 0), teams: Number(error.params['teams'] ?? 0) })
  }
}

type MemberRow = NonNullable<ReturnType<typeof useMembers>['data']>['items'][number]

const useMembers = (id: number) => useQuery(teamMembersQuery(id))

function Members({ team }: { team: Team }) {
  const { t } = useTranslation('org')
  const members = useMembers(team.id)
  const columns: Column<MemberRow>[] = [
    {
      id: 'name',
      header: t('member.name'),
      cell: (user) => (
        <Link to="/settings/users" search={{ id: user.id }}>
          {user.name}
        </Link>
      ),
    },
    { id: 'manager', header: t('member.manager'), cell: (user) => user.manager?.name ?? '–', phone: 'meta' },
    { id: 'status', header: t('member.status'), cell: (user) => <StatusText tone={user.status === 'active' ? 'neutral' : 'muted'}>{t(`member.${user.status}`)}</StatusText>, width: 104, phone: 'end' },
  ]
  return (
    <DataTable
      caption={t('members.title', { name: team.name })}
      columns={columns}
      rows={members.data?.items}
      rowKey={(user) => user.id}
      rowName={(user) => user.name}
      error={members.error}
      onRetry={() => void members.refetch()}
      empty={<Empty text={t('members.empty')} />}
    />
  )
}
