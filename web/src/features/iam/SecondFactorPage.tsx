import { refreshMe, useMe } from '@shared/session/session'
import { Dialog } from '@shared/ui/Dialog'
import { Field, FormLayout } from '@shared/ui/FormLayout'
import { PageHeader } from '@shared/ui/PageHeader'
import { SecretText } from '@shared/ui/SecretText'
import { DangerZone } from '@shared/ui/SettingsLayout'
import { Notice } from '@shared/ui/States'
import { StatusText } from '@shared/ui/StatusText'
import { toasts } from '@shared/ui/toastStore'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confirmSecondFactor, startSecondFactor, stopSecondFactor } from './api'
import styles from './profile.module.css'
import { RecoveryCodes } from './RecoveryCodes'
import { atField } from './wrongPassword'

type Started = Awaited<ReturnType<typeof startSecondFactor>>

/** Two-step sign-in: switch it on with an authenticator app, keep the recovery codes, switch it off. */
export function SecondFactorPage() {
  const { t } = useTranslation('profile')
  const me = useMe()
  const client = useQueryClient()
  const [started, setStarted] = useState<Started>()
  const [codes, setCodes] = useState<readonly string[]>()

  const confirm = async ({ code }: { code: string }) => {
    const answer = await atField('code', ['iam.wrong_code'], () => confirmSecondFactor(code.replace(/\s/g, '')))
    setStarted(undefined)
    setCodes(answer.recovery_codes)
    await refreshMe(client)
  }
  const begin = async ({ password }: { password: string }) => {
    setStarted(await atField('password', ['iam.wrong_password'], () => startSecondFactor(password)))
  }
  return (
    <>
      <PageHeader title={t('factor.title')} />
      {me?.second_factor_required === true && <Notice kind="warning">{t('factor.must')}</Notice>}
      <p className={styles.lead}>{t('factor.effect')}</p>
      {codes ? (
        <RecoveryCodes codes={codes} login={me?.login ?? ''} onDone={() => setCodes(undefined)} />
      ) : started ? (
        <ConfirmStep started={started} onConfirm={confirm} onBack={() => setStarted(undefined)} />
      ) : me?.two_factor ? (
        <SwitchedOn onOff={() => refreshMe(client)} />
      ) : (
        <PasswordStep onSubmit={begin} />
      )}
    </>
  )
}

function PasswordStep({ onSubmit }: { onSubmit: (values: { password: string }) => Promise<void> }) {
  const { t } = useTranslation('profile')
  return (
    <>
      <p className={styles.step}>
        <StatusText tone="muted">{t('factor.off')}</StatusText>
      </p>
      <FormLayout<{ password: string }> submitLabel={t('factor.begin')} labels={{ password: t('factor.password') }} onSubmit={onSubmit}>
        <Field name="password" label={t('factor.password')} hint={t('factor.passwordHint')} required>
          <Input.Password autoComplete="current-password" />
        </Field>
      </FormLayout>
    </>
  )
}

interface ConfirmStepProps {
  started: Started
  onConfirm: (values: { code: string }) => Promise<void>
  onBack: () => void
}

function ConfirmStep({ started, onConfirm, onBack }: ConfirmStepProps) {
  const { t } = useTranslation('profile')
  return (
    <>
      <div className={styles.step}>
        <p>{t('factor.scan')}</p>
        <img className={styles.qr} src={`data:image/png;base64,${started.qr_png}`} alt={t('factor.qr')} />
        <p>{t('factor.typeIt')}</p>
        <SecretText label={t('factor.secret')} text={started.secret} />
      </div>
      <FormLayout<{ code: string }>
        submitLabel={t('factor.confirm')}
        labels={{ code: t('factor.code') }}
        onSubmit={onConfirm}
        secondary={<Button onClick={onBack}>{t('factor.back')}</Button>}
      >
        <Field name="code" label={t('factor.code')} hint={t('factor.codeHint')} required>
          <Input autoComplete="one-time-code" inputMode="numeric" autoFocus />
        </Field>
      </FormLayout>
    </>
  )
}

function SwitchedOn({ onOff }: { onOff: () => Promise<unknown> }) {
  const { t } = useTranslation('profile')
  const [asking, setAsking] = useState(false)
  const stop = async ({ password }: { password: string }) => {
    await atField('password', ['iam.wrong_password'], () => stopSecondFactor(password))
    setAsking(false)
    toasts.done(t('factor.stopped'))
    await onOff()
  }
  return (
    <>
      <Notice kind="success">{t('factor.on')}</Notice>
      <DangerZone
        title={t('factor.stop')}
        text={t('factor.stopEffect')}
        action={
          <Button danger onClick={() => setAsking(true)}>
            {t('factor.stop')}
          </Button>
        }
      />
      <Dialog open={asking} title={t('factor.stop')} onClose={() => setAsking(false)}>
        <FormLayout<{ password: string }> submitLabel={t('factor.stop')} labels={{ password: t('factor.password') }} onSubmit={stop}>
          <Field name="password" label={t('factor.password')} required>
            <Input.Password autoComplete="current-password" autoFocus />
          </Field>
        </FormLayout>
      </Dialog>
    </>
  )
}
