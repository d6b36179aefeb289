import HomeOutlined from '@ant-design/icons/HomeOutlined'
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
}

export type GroupId = 'home' | 'acquire' | 'win' | 'serve' | 'team' | 'bottom'

export const groups: readonly { id: GroupId; label?: keyof Namespaces['shell'] }[] = [
  { id: 'home' },
  { id: 'acquire', label: 'group.acquire' },
  { id: 'win', label: 'group.win' },
  { id: 'serve', label: 'group.serve' },
  { id: 'team', label: 'group.team' },
]

export const places: readonly Place[] = [{ id: 'home', group: 'home', label: 'nav.home', to: '/', icon: HomeOutlined }]

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
