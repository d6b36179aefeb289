import { useTranslation } from 'react-i18next'
import { CopyButton } from './CopyButton'
import styles from './SecretText.module.css'

/** A link or a key that is shown once: in full, selectable, with a button that copies it. */
export function SecretText({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation('ui')
  return (
    <div className={styles.box}>
      <code className={styles.text} aria-label={label} translate="no">
        {text}
      </code>
      <CopyButton text={text} label={t('copyNamed', { name: label })} />
    </div>
  )
}
