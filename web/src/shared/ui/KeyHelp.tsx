import CloseOutlined from '@ant-design/icons/CloseOutlined'
import type { Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcutList } from '../keyboard/useShortcut'
import { Icon } from './Icon'
import iconButton from './IconButton.module.css'
import styles from './KeyHelp.module.css'
import { Sheet, type SheetHandle } from './Sheet'
import { isApple } from './platform'

/** The shortcuts of the open page. */
export function KeyHelp({ ref }: { ref: Ref<SheetHandle> }) {
  const { t } = useTranslation('ui')
  const list = useShortcutList()
  return (
    <Sheet ref={ref} label={t('keys.title')} place="top">
      {(close) => (
        <div className={styles.help}>
          <div className={styles.head}>
            <h2>{t('keys.title')}</h2>
            <button type="button" className={iconButton.iconButton} aria-label={t('close')} onClick={close}>
              <Icon of={CloseOutlined} />
            </button>
          </div>
          <dl className={styles.list}>
            {list.map((shortcut) => (
              <div key={shortcut.keys} className={styles.row}>
                <dt>{shortcut.label}</dt>
                <dd>
                  {keyNames(shortcut.keys).map((name, i) => (
                    // oxlint-disable-next-line react/no-array-index-key -- the keys of one shortcut never change place
                    <kbd key={i}>{name}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </div>
      )}
    </Sheet>
  )
}

function keyNames(keys: string): string[] {
  return keys.split(' ').flatMap((key) => key.split('+').map((part) => (part === 'mod' ? (isApple() ? '⌘' : 'Ctrl') : part.toUpperCase())))
}
