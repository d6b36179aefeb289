import { formatBytes, formatNumber } from '@shared/format/number'
import { problemText } from '@shared/i18n/problemText'
import { Permitted } from '@shared/session/Permitted'
import { useIsPhone } from '@shared/theme/media'
import { DataTable, type Column } from '@shared/ui/DataTable'
import { ConfirmDanger } from '@shared/ui/Dialog'
import { MenuButton, type MenuItem } from '@shared/ui/Menu'
import { PageHeader } from '@shared/ui/PageHeader'
import { Empty, Notice } from '@shared/ui/States'
import { StatusText, type Tone } from '@shared/ui/StatusText'
import { TimeText } from '@shared/ui/TimeText'
import { toasts } from '@shared/ui/toastStore'
import { Icon } from '@shared/ui/Icon'
import MoreOutlined from '@ant-design/icons/MoreOutlined'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { backupFile, backupsQuery, createBackup, deleteBackup, verifyBackup, type Backup, type Verification } from './api'
import styles from './upkeep.module.css'

/** Backups of the whole installation. */
export function BackupsPage() {
  const { t } = useTranslation('upkeep')
  return (
    <Permitted permission="backup.manage" title={t('title')}>
      <Content />
    </Permitted>
  )
}

function Content() {
  const { t } = useTranslation('upkeep')
  const backups = useQuery(backupsQuery)
  const [deleting, setDeleting] = useState<Backup>()
  const { create, verify, remove, checked } = useActions(() => setDeleting(undefined))
  const running = backups.data?.some((backup) => backup.status === 'running') ?? false
  return (
    <>
      <PageHeader
        title={t('title')}
        actions={
          <Button type="primary" disabled={running} loading={create.isPending} onClick={() => create.mutate()}>
            {t(running ? 'running' : 'create')}
          </Button>
        }
      />
      <Notice kind="warning">{t('key')}</Notice>
      <p className={styles.lead}>{t('lead')}</p>
      {create.error && <Notice kind="danger">{problemText(create.error)}</Notice>}
      {verify.isPending && <Notice kind="info">{t('verifying', { name: verify.variables })}</Notice>}
      {checked && <Result name={checked.name} result={checked.result} />}
      <DataTable
        caption={t('title')}
        columns={useColumns()}
        rows={backups.data}
        rowKey={(backup) => backup.name}
        rowName={(backup) => backup.name}
        error={backups.data ? undefined : backups.error}
        onRetry={() => void backups.refetch()}
        empty={<Empty text={t('empty')} />}
        actions={(backup) => <RowMenu backup={backup} onVerify={() => verify.mutate(backup.name)} onDelete={() => setDeleting(backup)} />}
      />
      <ConfirmDanger
        open={deleting !== undefined}
        title={t('deleteTitle')}
        text={t('deleteEffect', { name: deleting?.name ?? '' })}
        action={t('delete')}
        busy={remove.isPending}
        onConfirm={() => deleting && remove.mutate(deleting.name)}
        onClose={() => setDeleting(undefined)}
      />
    </>
  )
}

function useActions(onDeleted: () => void) {
  const { t } = useTranslation('upkeep')
  const client = useQueryClient()
  const [checked, setChecked] = useState<{ name: string; result: Verification }>()
  const refresh = () => client.invalidateQueries({ queryKey: backupsQuery.queryKey })
  const create = useMutation({
    mutationFn: createBackup,
    onSuccess: async () => {
      toasts.done(t('started'))
      await refresh()
    },
  })
  const verify = useMutation({
    mutationFn: verifyBackup,
    onMutate: () => setChecked(undefined),
    onSuccess: (result, name) => setChecked({ name, result }),
    onError: (error) => toasts.error(problemText(error)),
  })
  const remove = useMutation({
    mutationFn: deleteBackup,
    onSuccess: async () => {
      toasts.done(t('deleted'))
      onDeleted()
      await refresh()
    },
    onError: (error) => toasts.error(problemText(error)),
  })
  return { create, verify, remove, checked }
}

const tones: Record<Backup['status'], Tone> = { running: 'accent', done: 'success', failed: 'danger' }

function useColumns(): readonly Column<Backup>[] {
  const { t, i18n } = useTranslation('upkeep')
  return [
    { id: 'time', header: t('time'), cell: (backup) => <TimeText at={backup.created_at} as="datetime" />, width: 160 },
    { id: 'status', header: t('status'), cell: (backup) => <StatusText tone={tones[backup.status]}>{backup.error ? t(`error.${backup.error}`) : t(`status.${backup.status}`)}</StatusText>, phone: 'meta' },
    { id: 'bytes', header: t('bytes'), cell: (backup) => (backup.bytes > 0 ? formatBytes(backup.bytes, i18n.language) : '–'), align: 'end', width: 104, phone: 'end' },
    { id: 'engine', header: t('engine'), cell: (backup) => (backup.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL'), width: 112 },
    { id: 'name', header: t('name'), cell: (backup) => <span className={styles.name}>{backup.name}</span> },
  ]
}

/** Beside each other on the desktop, which has the room; behind one button on the phone. */
function RowMenu({ backup, onVerify, onDelete }: { backup: Backup; onVerify: () => void; onDelete: () => void }) {
  const { t } = useTranslation('upkeep')
  const isPhone = useIsPhone()
  const done = backup.status === 'done'
  const items: MenuItem[] = [
    { id: 'download', label: t('download'), disabled: !done, onSelect: () => location.assign(backupFile(backup.name)) },
    { id: 'verify', label: t('verify'), disabled: !done, onSelect: onVerify },
    { id: 'delete', label: t('delete'), danger: true, disabled: backup.status === 'running', onSelect: onDelete },
  ]
  if (!isPhone) {
    return items.map((item) => (
      <Button key={item.id} type="link" danger={item.danger ?? false} disabled={item.disabled ?? false} onClick={item.onSelect} aria-label={t('actionNamed', { action: item.label, name: backup.name })}>
        {item.label}
      </Button>
    ))
  }
  return (
    <MenuButton label={t('actions', { name: backup.name })} sections={[{ id: 'all', items }]}>
      <Icon of={MoreOutlined} />
    </MenuButton>
  )
}

/** What reading the backup to its end showed. */
function Result({ name, result }: { name: string; result: Verification }) {
  const { t, i18n } = useTranslation('upkeep')
  if (result.ok) {
    return <Notice kind="success">{t('verified', { name, tables: formatNumber(result.tables, i18n.language), rows: formatNumber(result.rows, i18n.language) })}</Notice>
  }
  return (
    <Notice kind="danger">
      {t('broken', { name })}
      <ul className={styles.problems}>
        {result.problems.map((problem) => (
          <li key={problem}>{problem}</li>
        ))}
      </ul>
    </Notice>
  )
}
