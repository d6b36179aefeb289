import HomeOutlined from '@ant-design/icons/HomeOutlined'
import SettingOutlined from '@ant-design/icons/SettingOutlined'
import { holds, type Me } from '@shared/session/session'
import type { IconType } from '@shared/ui/Icon'
import type { Namespaces } from '@shared/i18n/namespaces'

/**
 * The places of the app. A place gets its line here when its page exists, in the order of the groups; without its
 * permission it is not shown.
 */
export interface Place {
  id: string
  group: GroupId
  label: keyof Namespaces['shell']
  to: string
  icon: IconType
  permission?: string
  /** Another address that belongs to the place, with what lies below it. */
  also?: string
}

export type GroupId = 'home' | 'acquire' | 'win' | 'serve' | 'team' | 'bottom'

export const groups: readonly { id: GroupId; label?: keyof Namespaces['shell'] }[] = [
  { id: 'home' },
  { id: 'acquire', label: 'group.acquire' },
  { id: 'win', label: 'group.win' },
  { id: 'serve', label: 'group.serve' },
  { id: 'team', label: 'group.team' },
]

export const places: readonly Place[] = [
  { id: 'home', group: 'home', label: 'nav.home', to: '/', icon: HomeOutlined },
  { id: 'settings', group: 'bottom', label: 'nav.settings', to: '/settings', icon: SettingOutlined, also: '/profile' },
]

/** A topic of the settings; shown like a place. */
export interface SettingsPlace {
  id: string
  group: SettingsGroupId
  label: keyof Namespaces['shell']
  to: string
  permission?: string
}

export type SettingsGroupId = 'me' | 'organisation' | 'rules' | 'system'

export const settingsGroups: readonly { id: SettingsGroupId; label: keyof Namespaces['shell'] }[] = [
  { id: 'me', label: 'settingsGroup.me' },
  { id: 'organisation', label: 'settingsGroup.organisation' },
  { id: 'rules', label: 'settingsGroup.rules' },
  { id: 'system', label: 'settingsGroup.system' },
]

export const settingsPlaces: readonly SettingsPlace[] = [
  { id: 'profile', group: 'me', label: 'settings.profile', to: '/profile' },
  { id: 'password', group: 'me', label: 'settings.password', to: '/profile/password' },
  { id: 'second-factor', group: 'me', label: 'settings.secondFactor', to: '/profile/second-factor' },
  { id: 'sessions', group: 'me', label: 'settings.sessions', to: '/profile/sessions' },
  { id: 'tokens', group: 'me', label: 'settings.tokens', to: '/profile/tokens' },
  { id: 'company', group: 'organisation', label: 'settings.company', to: '/settings/company', permission: 'org.company.write' },
  { id: 'teams', group: 'organisation', label: 'settings.teams', to: '/settings/teams' },
  { id: 'users', group: 'organisation', label: 'settings.users', to: '/settings/users', permission: 'iam.user.read' },
  { id: 'roles', group: 'organisation', label: 'settings.roles', to: '/settings/roles', permission: 'iam.role.read' },
  { id: 'calendar', group: 'rules', label: 'settings.calendar', to: '/settings/calendar' },
  { id: 'security', group: 'organisation', label: 'settings.security', to: '/settings/security', permission: 'iam.policy.read' },
  { id: 'audit', group: 'system', label: 'settings.audit', to: '/settings/audit', permission: 'iam.audit.read' },
  { id: 'backups', group: 'system', label: 'settings.backups', to: '/settings/backups', permission: 'backup.manage' },
]

/** Places in the bar of the phone, as far as they exist and are allowed. */
export const phoneTabs = ['home', 'customers', 'pool', 'deals'] as const

/** g-sequences: `g` then the letter. */
export const goKeys: readonly { letter: string; id: string }[] = [
  { letter: 'h', id: 'home' },
  { letter: 'c', id: 'customers' },
  { letter: 'p', id: 'pool' },
  { letter: 'l', id: 'leads' },
  { letter: 'd', id: 'deals' },
  { letter: 't', id: 'tickets' },
  { letter: 'r', id: 'reports' },
]

/** The topics that the person may open. */
export function openTopics(me: Me | undefined): readonly SettingsPlace[] {
  return settingsPlaces.filter((place) => place.permission === undefined || holds(me, place.permission))
}

/** Where the settings begin: with the company for those who manage it, otherwise with the own account. */
export function firstTopic(me: Me | undefined): string {
  return openTopics(me).find((place) => place.permission !== undefined)?.to ?? '/profile'
}

/** Something to make, by opening its page with the form. */
const actions = [
  { id: 'create-user', label: 'action.createUser', to: '/settings/users', permission: 'iam.user.write' },
  { id: 'create-team', label: 'action.createTeam', to: '/settings/teams', permission: 'org.team.write' },
  { id: 'create-role', label: 'action.createRole', to: '/settings/roles', permission: 'iam.role.write' },
] as const

/** What the person may make. */
export function openActions(me: Me | undefined): readonly (typeof actions)[number][] {
  return actions.filter((action) => holds(me, action.permission))
}
