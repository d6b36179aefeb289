import { formatPhone } from '@shared/format/number'
import type { Column } from '@shared/ui/DataTable'
import { StatusText, type Tone } from '@shared/ui/StatusText'
import { TimeText } from '@shared/ui/TimeText'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { User, UserStatus } from './api'
import { useRoleName } from './roleName'
import type { UsersSearch } from './usersSearch'
import styles from './users.module.css'

const tones: Record<UserStatus, Tone> = { active: 'neutral', invited: 'warning', disabled: 'muted' }

/** The state of an account in words. */
export function UserState({ status }: { status: UserStatus }) {
  const { t } = useTranslation('users')
  return <StatusText tone={tones[status]}>{t(`status.${status}`)}</StatusText>
}

/** The columns of the list of users; the name opens the user beside the list. */
export function useUserColumns(search: UsersSearch): readonly Column<User>[] {
  const { t } = useTranslation('users')
  const roleName = useRoleName()
  const roles = (user: User) => user.roles.map(roleName).join(t('separator'))
  return [
    {
      id: 'name',
      header: t('name'),
      cell: (user) => (
        <Link to="/settings/users" search={{ ...search, id: user.id }} resetScroll={false}>
          {user.name}
        </Link>
      ),
      sortable: true,
      width: 112,
    },
    { id: 'login', header: t('login'), cell: (user) => user.login },
    { id: 'phone', header: t('phone'), cell: (user) => (user.phone ? formatPhone(user.phone) : '–'), width: 136 },
    { id: 'team', header: t('team'), cell: (user) => user.team?.name ?? '–', width: 104, phone: 'meta' },
    { id: 'roles', header: t('roles'), cell: (user) => (user.roles.length > 0 ? <span className={styles.roles} title={roles(user)}>{roles(user)}</span> : '–'), phone: 'meta' },
    { id: 'status', header: t('statusLabel'), cell: (user) => <UserState status={user.status} />, width: 88, phone: 'end' },
    { id: 'seen', header: t('seen'), cell: (user) => (user.last_seen_at ? <TimeText at={user.last_seen_at} /> : t('never')), width: 96 },
    { id: 'created_at', header: t('created'), cell: (user) => <TimeText at={user.created_at} as="date" />, sortable: true, width: 120 },
  ]
}
