import CheckOutlined from '@ant-design/icons/CheckOutlined'
import { useNamedText } from '@shared/i18n/namedText'
import { levelOf, levels, useMe, type Level } from '@shared/session/session'
import { useIsPhone } from '@shared/theme/media'
import { Icon } from '@shared/ui/Icon'
import { Fragment, useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission } from './api'
import { byRoom, exceeds, levelsOf, type Grants } from './grants'
import styles from './roles.module.css'

interface GridProps {
  permissions: readonly Permission[]
  saved: Grants
  /** What differs from `saved`. */
  changed: Grants
  readOnly: boolean
  /** The permission that the server refused to grant. */
  refused: string | undefined
  onChange: (permission: string, level: Level) => void
}

/** Permission by level. Each row is a group of radio buttons: Tab moves between rows, arrows choose. */
export function GrantGrid(props: GridProps) {
  const isPhone = useIsPhone()
  return isPhone ? <PhoneGrid {...props} /> : <TableGrid {...props} />
}

function TableGrid(props: GridProps) {
  const { t } = useTranslation('roles')
  const name = useNamedText('permission')
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className={styles.scroll} role="region" aria-label={t('grid')} tabIndex={0}>
      <table className={styles.grid}>
        <caption className="visually-hidden">{t('grid')}</caption>
        <thead>
          <tr>
            <th scope="col" className={styles.first}>
              {t('permission')}
            </th>
            {levels.map((level) => (
              <th key={level} scope="col" className={styles.level}>
                {t(`level.${level}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {byRoom(props.permissions).map(([room, list]) => (
            <Fragment key={room}>
              <tr className={styles.room}>
                <th scope="colgroup" colSpan={levels.length + 1}>
                  {name(`room.${room}`)}
                </th>
              </tr>
              {list.map((permission) => (
                <GridRow key={permission.key} permission={permission} {...props} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type RowProps = Omit<GridProps, 'permissions'> & { permission: Permission }

/** What a row shows and whether it may be changed. */
function useRow({ permission, saved, changed, readOnly, refused }: RowProps) {
  const { t } = useTranslation('roles')
  const me = useMe()
  const own = levelOf(me, permission.key)
  const before = saved[permission.key] ?? 'none'
  // Nobody gives or takes what they do not hold themselves.
  const locked = !readOnly && exceeds(before, own)
  const isRefused = refused === permission.key
  const isChanged = permission.key in changed
  const state = isRefused ? t('refused') : locked || (!readOnly && own === 'none') ? t('beyondOwn') : isChanged ? t('wasLevel', { level: t(`level.${before}`) }) : undefined
  return {
    value: changed[permission.key] ?? before,
    state,
    tone: isRefused ? 'refused' : isChanged ? 'changed' : 'same',
    disabled: (level: Level) => readOnly || locked || exceeds(level, own),
  }
}

function GridRow(props: RowProps) {
  const { permission, onChange } = props
  const { t } = useTranslation('roles')
  const name = useNamedText('permission')
  const group = useId()
  const row = useRow(props)
  const label = name(permission.key)
  return (
    <tr data-tone={row.tone}>
      <th scope="row" className={styles.first} id={group}>
        {label}
        <RowNotes permission={permission} state={row.state} />
      </th>
      {levels.map((level) => (
        <td key={level} className={styles.level}>
          {props.readOnly && row.value === level && (
            <>
              <Icon of={CheckOutlined} />
              {permission.scoped ? <span className="visually-hidden">{levelName(level)}</span> : <span className={styles.plain}>{levelName(level)}</span>}
            </>
          )}
          {!props.readOnly && permission.levels.includes(level) && (
            <label className={styles.choice}>
              <input
                type="radio"
                name={group}
                aria-label={t('cell', { permission: label, level: levelName(level) })}
                checked={row.value === level}
                disabled={row.disabled(level)}
                onChange={() => onChange(permission.key, level)}
              />
              {!permission.scoped && <span aria-hidden="true">{levelName(level)}</span>}
            </label>
          )}
        </td>
      ))}
    </tr>
  )

  function levelName(level: Level): string {
    if (permission.scoped) return t(`level.${level}`)
    return t(level === 'none' ? 'no' : 'yes')
  }
}

function RowNotes({ permission, state }: { permission: Permission; state: string | undefined }) {
  const name = useNamedText('permission')
  const effectKey = `${permission.key}.effect`
  const effect = name(effectKey)
  return (
    <>
      {effect !== effectKey && <span className={styles.effect}>{effect}</span>}
      {state !== undefined && <span className={styles.state}>{state}</span>}
    </>
  )
}

function PhoneGrid(props: GridProps) {
  const name = useNamedText('permission')
  return byRoom(props.permissions).map(([room, list]) => (
    <section key={room} className={styles.phoneRoom} aria-label={name(`room.${room}`)}>
      <h2 className={styles.phoneRoomName}>{name(`room.${room}`)}</h2>
      {list.map((permission) => (
        <PhoneRow key={permission.key} permission={permission} {...props} />
      ))}
    </section>
  ))
}

function PhoneRow(props: RowProps) {
  const { permission, onChange } = props
  const { t } = useTranslation('roles')
  const name = useNamedText('permission')
  const row = useRow(props)
  const text = (level: Level) => (permission.scoped ? t(`level.${level}`) : t(level === 'none' ? 'no' : 'yes'))
  return (
    <label className={styles.phoneRow} data-tone={row.tone}>
      <span>
        {name(permission.key)}
        <RowNotes permission={permission} state={row.state} />
      </span>
      <select className={styles.select} value={row.value} disabled={levelsOf(permission).every((level) => row.disabled(level))} onChange={(event) => onChange(permission.key, event.target.value as Level)}>
        {levelsOf(permission).map((level) => (
          <option key={level} value={level} disabled={row.disabled(level)}>
            {text(level)}
          </option>
        ))}
      </select>
    </label>
  )
}
