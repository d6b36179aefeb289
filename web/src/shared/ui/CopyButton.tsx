import CopyOutlined from '@ant-design/icons/CopyOutlined'
import { useTranslation } from 'react-i18next'
import { copyText } from './copyText'
import { Icon } from './Icon'
import styles from './IconButton.module.css'
import { toasts } from './toastStore'

/** Copies a text; works on plain HTTP too. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useTranslation('ui')
  const name = label ?? t('copy')
  const copy = async () => {
    if (await copyText(text)) toasts.done(t('copied'))
    else toasts.error(t('copyFailed'))
  }
  return (
    <button type="button" className={styles.iconButton} aria-label={name} title={name} onClick={() => void copy()}>
      <Icon of={CopyOutlined} />
    </button>
  )
}
