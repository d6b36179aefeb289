import { useNamedText } from '@shared/i18n/namedText'
import { problemText } from '@shared/i18n/problemText'
import { levelOf, useMe, type Me } from '@shared/session/session'
import { DataTable, type Column } from '@shared/ui/DataTable'
import { ConfirmDanger, Dialog, Drawer } from '@shared/ui/Dialog'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { PageHeader } from '@shared/ui/PageHeader'
import { SecretText } from '@shared/ui/SecretText'
import { Empty, Notice } from '@shared/ui/States'
import { TimeText } from '@shared/ui/TimeText'
import { toasts } from '@shared/ui/toastStore'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createToken, revokeToken, tokensQuery, type Token } from './api'
import styles from './profile.module.css'

/** Personal API tokens: a program acts with them as the person, with no more than the chosen permissions. */
export function TokensPage() {
  const { t } = useTranslation('profile')
  const client = useQueryClient()
  const tokens = useQuery(tokensQuery)
  const [creating, setCreating] = useState(false)
  const [secret, setSecret] = useState<string>()
  const [revoking, setRevoking] = useState<Token>()
  const refresh = () => client.invalidateQueries({ queryKey: tokensQuery.queryKey })
  const revoke = useMutation({
    mutationFn: (token: Token) => revokeToken(token.id),
    onSuccess: async () => {
      setRevoking(undefined)
      toasts.done(t('tokens.revoked'))
      await refresh()
    },
    onError: (error) => toasts.error(problemText(error)),
  })
  const held = permissionsOf(useMe())
  const create = held.length > 0 && (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('tokens.create')}
    </Button>
  )
  return (
    <>
      <PageHeader title={t('tokens.title')} actions={create} />
      <p className={styles.lead}>{t('tokens.effect')}</p>
      {held.length === 0 && <Notice kind="info">{t('tokens.nothing')}</Notice>}
      <DataTable
        caption={t('tokens.title')}
        columns={useColumns()}
        rows={tokens.data}
        rowKey={(token) => token.id}
        rowName={(token) => token.name}
        error={tokens.error}
        onRetry={() => void tokens.refetch()}
        empty={<Empty text={t(held.length > 0 ? 'tokens.empty' : 'tokens.none')} />}
        actions={(token) => (
          <Button type="link" danger onClick={() => setRevoking(token)} aria-label={t('tokens.revokeNamed', { name: token.name })}>
            {t('tokens.revoke')}
          </Button>
        )}
      />
      <Drawer open={creating} title={t('tokens.create')} onClose={() => setCreating(false)}>
        {creating && (
          <TokenForm
            held={held}
            onDone={async (made) => {
              setCreating(false)
              setSecret(made)
              await refresh()
            }}
          />
        )}
      </Drawer>
      <Dialog open={secret !== undefined} title={t('tokens.secretTitle')} onClose={() => setSecret(undefined)}>
        <Notice kind="warning">{t('tokens.secretOnce')}</Notice>
        <SecretText label={t('tokens.secret')} text={secret ?? ''} />
      </Dialog>
      <ConfirmDanger
        open={revoking !== undefined}
        title={t('tokens.revokeTitle', { name: revoking?.name ?? '' })}
        text={t('tokens.revokeEffect')}
        action={t('tokens.revoke')}
        busy={revoke.isPending}
        onConfirm={() => revoking && revoke.mutate(revoking)}
        onClose={() => setRevoking(undefined)}
      />
    </>
  )
}

function useColumns(): readonly Column<Token>[] {
  const { t } = useTranslation('profile')
  const name = useNamedText('permission')
  return [
    { id: 'name', header: t('tokens.name'), cell: (token) => token.name },
    { id: 'permissions', header: t('tokens.permissions'), cell: (token) => <PermissionNames names={token.permissions.map(name)} />, phone: 'meta' },
    { id: 'used', header: t('tokens.used'), cell: (token) => (token.last_used_at ? <TimeText at={token.last_used_at} /> : t('tokens.never')), width: 112 },
    { id: 'expires', header: t('tokens.expires'), cell: (token) => (token.expires_at ? <TimeText at={token.expires_at} as="date" /> : t('tokens.noExpiry')), width: 120, phone: 'end' },
    { id: 'created', header: t('tokens.created'), cell: (token) => <TimeText at={token.created_at} as="date" />, width: 120 },
  ]
}

function PermissionNames({ names }: { names: readonly string[] }) {
  const { t } = useTranslation('profile')
  const text = names.join(t('profile.separator'))
  return <span title={text}>{text}</span>
}

interface TokenValues {
  name: string
  permissions: string[]
  days: number
}

const dayMs = 86_400_000

/** What a token may be given: nobody hands out more than they hold. */
function permissionsOf(me: Me | undefined): readonly string[] {
  return Object.keys(me?.permissions ?? {}).filter((key) => levelOf(me, key) !== 'none')
}

function TokenForm({ held, onDone }: { held: readonly string[]; onDone: (secret: string) => Promise<void> }) {
  const { t } = useTranslation('profile')
  const nameOf = useNamedText('permission')
  const save = async ({ name, permissions, days }: TokenValues) => {
    const expires = days > 0 ? { expires_at: new Date(Date.now() + days * dayMs).toISOString() } : {}
    const made = await createToken({ name: name.trim(), permissions: permissions ?? [], ...expires })
    await onDone(made.secret ?? '')
  }
  return (
    <FormLayout<TokenValues>
      submitLabel={t('tokens.create')}
      labels={{ name: t('tokens.name'), permissions: t('tokens.permissions'), expires_at: t('tokens.expires') }}
      initialValues={{ days: 90 }}
      onSubmit={save}
    >
      <Field name="name" label={t('tokens.name')} hint={t('tokens.nameHint')} required>
        <Input autoComplete="off" />
      </Field>
      <Field name="days" label={t('tokens.expires')}>
        <Select
          options={[
            { value: 30, label: t('tokens.days', { days: 30 }) },
            { value: 90, label: t('tokens.days', { days: 90 }) },
            { value: 365, label: t('tokens.year') },
            { value: 0, label: t('tokens.noExpiry') },
          ]}
        />
      </Field>
      <Field name="permissions" label={t('tokens.permissions')} hint={t('tokens.permissionsHint')} required>
        <Checkbox.Group className={styles.checks} options={held.map((key) => ({ value: key, label: nameOf(key) }))} />
      </Field>
    </FormLayout>
  )
}
