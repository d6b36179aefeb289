import { Permitted } from '@shared/session/Permitted'
import { useCan } from '@shared/session/session'
import { Field } from '@shared/ui/FormLayout'
import { PageHeader } from '@shared/ui/PageHeader'
import { SettingsForm } from '@shared/ui/SettingsForm'
import { SkeletonBlock } from '@shared/ui/Skeleton'
import { ErrorState, Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { InputNumber, Radio, Switch } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { policyQuery, setPolicy, type Policy } from './api'
import styles from './security.module.css'

/** What signing in demands of everybody. */
export function SecurityPage() {
  const { t } = useTranslation('security')
  return (
    <Permitted permission="iam.policy.read" title={t('title')}>
      <PageHeader title={t('title')} />
      <Content />
    </Permitted>
  )
}

function Content() {
  const policy = useQuery(policyQuery)
  if (policy.isPending) return <SkeletonBlock lines={6} />
  if (!policy.data) return <ErrorState error={policy.error} onRetry={() => void policy.refetch()} />
  return <PolicyForm policy={policy.data} />
}

type Values = Omit<Policy, 'version'>

function PolicyForm({ policy }: { policy: Policy }) {
  const { t } = useTranslation('security')
  const client = useQueryClient()
  const readOnly = !useCan()('iam.policy.write')
  const saved = useMemo<Values>(() => {
    const { version: _version, ...values } = policy
    return values
  }, [policy])
  const save = async (version: number, values: Values) => {
    client.setQueryData(policyQuery.queryKey, await setPolicy(version, values))
    toasts.done(t('saved'))
  }
  return (
    <>
      {readOnly && <Notice kind="info">{t('readOnly')}</Notice>}
      <SettingsForm<Values>
        saved={saved}
        readOnly={readOnly}
        labels={{ password_profile: t('profile'), session_idle_minutes: t('idle'), session_max_hours: t('max'), require_second_factor: t('factor') }}
        onSave={(values) => save(policy.version, values)}
        conflict={{
          subject: { kind: 'security_policy', id: 1 },
          onReload: () => client.refetchQueries({ queryKey: policyQuery.queryKey }),
          onOverwrite: async (values) => save((await client.fetchQuery({ ...policyQuery, staleTime: 0 })).version, values),
        }}
      >
        <Field name="password_profile" label={t('profile')}>
          <Radio.Group className={styles.choices} options={[option('asvs'), option('dengbao')]} />
        </Field>
        <Field name="session_idle_minutes" label={t('idle')} hint={t('idleHint')} required>
          <InputNumber className={styles.number ?? ''} inputMode="numeric" suffix={t('minutes')} />
        </Field>
        <Field name="session_max_hours" label={t('max')} hint={t('maxHint')} required>
          <InputNumber className={styles.number ?? ''} inputMode="numeric" suffix={t('hours')} />
        </Field>
        <Field name="require_second_factor" label={t('factor')} hint={t('factorHint')} valueProp="checked">
          <Switch />
        </Field>
      </SettingsForm>
    </>
  )

  function option(id: Policy['password_profile']) {
    return {
      value: id,
      label: (
        <span className={styles.choice}>
          {t(`profile.${id}`)}
          <span className={styles.effect}>{t(`effect.${id}`)}</span>
        </span>
      ),
    }
  }
}
