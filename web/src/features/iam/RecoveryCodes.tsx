import { copyText } from '@shared/ui/copyText'
import { Notice } from '@shared/ui/States'
import { toasts } from '@shared/ui/toastStore'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import styles from './profile.module.css'

interface RecoveryCodesProps {
  codes: readonly string[]
  login: string
  onDone: () => void
}

/** The codes that replace the authenticator once each: shown this one time. */
export function RecoveryCodes({ codes, login, onDone }: RecoveryCodesProps) {
  const { t } = useTranslation('profile')
  const all = [t('codes.file', { login }), ...codes].join('\n')
  const copy = async () => {
    if (await copyText(all)) toasts.done(t('codes.copied'))
    else toasts.error(t('codes.copyFailed'))
  }
  return (
    <section aria-label={t('codes.title')}>
      <Notice kind="warning">{t('codes.lead')}</Notice>
      <ul className={styles.codes} translate="no">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button type="primary" onClick={onDone}>
          {t('codes.done')}
        </Button>
        <Button onClick={() => void copy()}>{t('codes.copy')}</Button>
        <Button onClick={() => download(all)}>{t('codes.download')}</Button>
        <Button onClick={() => window.print()}>{t('codes.print')}</Button>
      </div>
    </section>
  )
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'haike-recovery-codes.txt'
  link.click()
  // The browser has taken the file by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 1000)
}
