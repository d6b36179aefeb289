import LeftOutlined from '@ant-design/icons/LeftOutlined'
import RightOutlined from '@ant-design/icons/RightOutlined'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useIsPhone } from '../theme/media'
import { Icon } from './Icon'
import styles from './SettingsLayout.module.css'

/** One topic of the settings. */
export interface SettingsItem {
  id: string
  label: string
  to: string
}

export interface SettingsGroup {
  id: string
  label: string
  items: readonly SettingsItem[]
}

interface SettingsLayoutProps {
  label: string
  groups: readonly SettingsGroup[]
  /** The address of the list of topics; on the phone the list is a page of its own. */
  index: string
  /** True on that page. */
  onIndex: boolean
  children: ReactNode
}

/** Topics at the left, one topic at the right. On the phone first the list, then the topic with a way back. */
export function SettingsLayout({ label, groups, index, onIndex, children }: SettingsLayoutProps) {
  const isPhone = useIsPhone()
  const { t } = useTranslation('ui')
  const items = groups.flatMap((group) => group.items)
  if (isPhone && !onIndex) {
    return (
      <>
        <Link to={index} className={styles.back}>
          <Icon of={LeftOutlined} />
          {t('settings.back', { label })}
        </Link>
        {children}
      </>
    )
  }
  return (
    <div className={styles.layout}>
      {isPhone && children}
      <nav className={styles.nav} aria-label={label}>
        {groups
          .filter((group) => group.items.length > 0)
          .map((group) => (
            <div key={group.id} className={styles.group}>
              <div className={styles.groupLabel} id={`settings-${group.id}`}>
                {group.label}
              </div>
              <ul aria-labelledby={`settings-${group.id}`}>
                {group.items.map((item) => (
                  <li key={item.id}>
                    <Link to={item.to} className={styles.link} activeOptions={{ exact: items.some((other) => other.to.startsWith(`${item.to}/`)) }} preload="intent">
                      <span className={styles.linkLabel}>{item.label}</span>
                      {isPhone && <Icon of={RightOutlined} />}
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
      </nav>
      {!isPhone && <div className={styles.content}>{children}</div>}
    </div>
  )
}

/** One setting: what it is and what it does at the left, its control below or at the right. */
export function SettingRow({ title, effect, children }: { title: string; effect?: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <div className={styles.rowText}>
        <div>{title}</div>
        {effect !== undefined && <div className={styles.effect}>{effect}</div>}
      </div>
      <div className={styles.control}>{children}</div>
    </div>
  )
}

/** The last part of a settings page: what can destroy. */
export function DangerZone({ title, text, action }: { title: string; text: string; action: ReactNode }) {
  return (
    <section className={styles.danger} aria-label={title}>
      <div className={styles.rowText}>
        <h2>{title}</h2>
        <div className={styles.effect}>{text}</div>
      </div>
      <div className={styles.control}>{action}</div>
    </section>
  )
}
