import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import styles from './FormLayout.module.css'

interface SaveBarProps {
  /** What was changed, in words. */
  text: string
  busy: boolean
  onSave: () => void
  onDiscard: () => void
}

/** The bar at the lower edge while something outside a form is changed and not saved. */
export function SaveBar({ text, busy, onSave, onDiscard }: SaveBarProps) {
  const { t } = useTranslation('ui')
  return (
    <div className={styles.actions} data-bar="shown">
      <span className={styles.barText} role="status">
        {text}
      </span>
      <Button type="primary" loading={busy ? { delay: 200 } : false} onClick={onSave}>
        {t('save')}
      </Button>
      <Button onClick={onDiscard}>{t('discard')}</Button>
    </div>
  )
}
