import CloseOutlined from '@ant-design/icons/CloseOutlined'
import { useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './Icon'
import styles from './Toast.module.css'
import { toasts, type ToastItem } from './toastStore'

const lifeMs = 6000

/** The place where toasts appear; mounted once. The live region exists before its first text, so that it is read. */
export function ToastRegion() {
  const items = useSyncExternalStore(toasts.subscribe, toasts.list)
  return (
    <div className={styles.region} role="status" aria-live="polite">
      {items.map((item) => (
        <ToastRow key={item.id} item={item} />
      ))}
    </div>
  )
}

function ToastRow({ item }: { item: ToastItem }) {
  const { t } = useTranslation('ui')
  useEffect(() => {
    if (item.kind === 'error') return undefined
    const timer = setTimeout(() => toasts.remove(item.id), lifeMs)
    return () => clearTimeout(timer)
  }, [item])
  return (
    <div className={styles.toast} data-kind={item.kind}>
      <span className={styles.text}>{item.text}</span>
      {item.action && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            toasts.remove(item.id)
            item.action?.run()
          }}
        >
          {item.action.label}
        </button>
      )}
      <button type="button" className={styles.close} aria-label={t('toast.close')} onClick={() => toasts.remove(item.id)}>
        <Icon of={CloseOutlined} />
      </button>
    </div>
  )
}
