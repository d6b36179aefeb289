import CloseOutlined from '@ant-design/icons/CloseOutlined'
import MenuFoldOutlined from '@ant-design/icons/MenuFoldOutlined'
import MenuOutlined from '@ant-design/icons/MenuOutlined'
import MenuUnfoldOutlined from '@ant-design/icons/MenuUnfoldOutlined'
import PlusOutlined from '@ant-design/icons/PlusOutlined'
import SearchOutlined from '@ant-design/icons/SearchOutlined'
import { Link, useLocation } from '@tanstack/react-router'
import { useRef, type MouseEvent, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { formatBadge } from '../format/number'
import { usePreferences } from '../theme/preferences'
import { useIsPhone } from '../theme/media'
import { Icon, type IconType } from './Icon'
import { isApple } from './platform'
import { MenuButton, type MenuItem, type MenuSection } from './Menu'
import { Sheet, type SheetHandle } from './Sheet'
import styles from './Shell.module.css'

/** One place in the navigation. `badge` is work that waits for the reader, never a total. */
export interface NavItem {
  id: string
  label: string
  to: string
  icon: IconType
  badge?: number
  /** Another address that belongs to the place, with what lies below it. */
  also?: string
}

/** A group of places; an empty group is not shown. A group without label comes first. */
export interface NavGroup {
  id: string
  label?: string
  items: readonly NavItem[]
}

interface ShellProps {
  /** The company, above the navigation. */
  brand: string
  groups: readonly NavGroup[]
  /** Below the groups: settings. */
  bottom: readonly NavItem[]
  /** Ids of the places in the bar of the phone; the rest is under 更多. */
  phoneTabs: readonly string[]
  create: readonly MenuItem[]
  account: { name: string; sections: readonly MenuSection[] }
  onSearch: () => void
  /** Lines above the content: offline, new version. */
  banner?: ReactNode
  children: ReactNode
}

/** The frame of every page for somebody who is signed in. */
export function Shell(props: ShellProps) {
  const isPhone = useIsPhone()
  const [{ navCollapsed }] = usePreferences()
  const { t } = useTranslation('ui')
  return (
    <div className={styles.shell} data-collapsed={navCollapsed && !isPhone}>
      <a className={styles.skip} href="#main" onClick={skipToHeading}>
        {t('shell.skip')}
      </a>
      {!isPhone && <SideNav {...props} collapsed={navCollapsed} />}
      <TopBar {...props} isPhone={isPhone} />
      <main id="main" className={styles.main} tabIndex={-1}>
        {props.banner}
        <div className={styles.page}>{props.children}</div>
      </main>
      {isPhone && <PhoneBar {...props} />}
    </div>
  )
}

/** Behind the navigation of the settings too; a page without a heading gets the focus itself. */
function skipToHeading(event: MouseEvent): void {
  const heading = document.querySelector<HTMLElement>('#main h1')
  if (!heading) return
  event.preventDefault()
  heading.focus()
}

function SideNav({ brand, groups, bottom, collapsed }: ShellProps & { collapsed: boolean }) {
  const { t } = useTranslation('ui')
  const [, setPreferences] = usePreferences()
  const toggle = t(collapsed ? 'shell.expand' : 'shell.collapse')
  return (
    <nav className={styles.side} aria-label={t('shell.nav')}>
      <div className={styles.brand} title={brand}>
        <span className={styles.brandName}>{brand}</span>
        <button type="button" className={styles.fold} aria-label={toggle} title={toggle} aria-expanded={!collapsed} onClick={() => setPreferences({ navCollapsed: !collapsed })}>
          <Icon of={collapsed ? MenuUnfoldOutlined : MenuFoldOutlined} />
        </button>
      </div>
      <div className={styles.nav}>
        <NavGroups groups={groups} collapsed={collapsed} />
        {bottom.length > 0 && (
          <ul className={styles.bottom}>
            {bottom.map((item) => (
              <NavRow key={item.id} item={item} collapsed={collapsed} />
            ))}
          </ul>
        )}
      </div>
    </nav>
  )
}

function NavGroups({ groups, collapsed }: { groups: readonly NavGroup[]; collapsed: boolean }) {
  return groups
    .filter((group) => group.items.length > 0)
    .map((group) => (
      <div key={group.id} className={styles.group}>
        {group.label !== undefined && !collapsed && (
          <div className={styles.groupLabel} id={`nav-${group.id}`}>
            {group.label}
          </div>
        )}
        <ul aria-labelledby={group.label !== undefined && !collapsed ? `nav-${group.id}` : undefined} aria-label={collapsed ? group.label : undefined}>
          {group.items.map((item) => (
            <NavRow key={item.id} item={item} collapsed={collapsed} />
          ))}
        </ul>
      </div>
    ))
}

function NavRow({ item, collapsed }: { item: NavItem; collapsed: boolean }) {
  const elsewhere = useLocation({ select: ({ pathname }) => item.also !== undefined && `${pathname}/`.startsWith(`${item.also}/`) })
  return (
    <li>
      <Link to={item.to} className={styles.link} activeOptions={{ exact: item.to === '/' }} title={collapsed ? item.label : undefined} preload="intent" {...(elsewhere ? { 'data-current': true } : {})}>
        <Icon of={item.icon} />
        <span className={collapsed ? 'visually-hidden' : styles.linkLabel}>{item.label}</span>
        <Badge count={item.badge} />
      </Link>
    </li>
  )
}

function Badge({ count }: { count: number | undefined }) {
  const { t } = useTranslation('ui')
  if (!count) return null
  return (
    <span className={styles.badge}>
      <span aria-hidden="true">{formatBadge(count)}</span>
      <span className="visually-hidden">{t('shell.waiting', { count })}</span>
    </span>
  )
}

function TopBar({ brand, create, account, onSearch, isPhone }: ShellProps & { isPhone: boolean }) {
  const { t } = useTranslation('ui')
  return (
    <header className={styles.top}>
      {isPhone && <span className={styles.phoneBrand}>{brand}</span>}
      <button type="button" className={styles.search} {...(isPhone ? { 'aria-label': t('shell.search') } : {})} aria-keyshortcuts="Control+K Meta+K" onClick={onSearch}>
        <Icon of={SearchOutlined} />
        {!isPhone && (
          <>
            <span className={styles.searchText}>{t('shell.search')}</span>
            <kbd aria-hidden="true">{isApple() ? '⌘ K' : 'Ctrl K'}</kbd>
          </>
        )}
      </button>
      <div className={styles.topEnd}>
        {create.length > 0 && (
          <MenuButton label={t('shell.create')} className={styles.create} sections={[{ id: 'create', items: create }]}>
            <Icon of={PlusOutlined} />
            {!isPhone && <span>{t('shell.create')}</span>}
          </MenuButton>
        )}
        <MenuButton label={t('shell.account', { name: account.name })} className={styles.avatarButton} sections={account.sections}>
          <span className={styles.avatar} aria-hidden="true">
            {initials(account.name)}
          </span>
        </MenuButton>
      </div>
    </header>
  )
}

function PhoneBar({ groups, bottom, phoneTabs }: ShellProps) {
  const { t } = useTranslation('ui')
  const more = useRef<SheetHandle>(null)
  const all = groups.flatMap((group) => group.items)
  const tabs = phoneTabs.flatMap((id) => all.find((item) => item.id === id) ?? [])
  return (
    <>
      <nav className={styles.phoneBar} aria-label={t('shell.nav')}>
        {tabs.map((item) => (
          <Link key={item.id} to={item.to} className={styles.tab} activeOptions={{ exact: item.to === '/' }}>
            <Icon of={item.icon} large />
            <span>{item.label}</span>
            <Badge count={item.badge} />
          </Link>
        ))}
        <button type="button" className={styles.tab} aria-haspopup="dialog" onClick={() => more.current?.open()}>
          <Icon of={MenuOutlined} large />
          <span>{t('shell.more')}</span>
        </button>
      </nav>
      <Sheet ref={more} label={t('shell.more')}>
        {(close) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the links inside handle keys
          <div className={styles.moreList} onClick={(event) => event.target instanceof Element && event.target.closest('a') && close()}>
            <div className={styles.moreHead}>
              <h2>{t('shell.more')}</h2>
              <button type="button" className={styles.fold} aria-label={t('close')} onClick={close}>
                <Icon of={CloseOutlined} />
              </button>
            </div>
            <NavGroups groups={groups} collapsed={false} />
            <NavGroups groups={[{ id: 'bottom', items: bottom }]} collapsed={false} />
          </div>
        )}
      </Sheet>
    </>
  )
}

/** The last two characters of a Chinese name, the first letters of another. */
function initials(name: string): string {
  if (/[\u4e00-\u9fff]/.test(name)) return name.slice(-2)
  return name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('')
}
