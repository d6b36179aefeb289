import SettingOutlined from '@ant-design/icons/SettingOutlined'
import LogoutOutlined from '@ant-design/icons/LogoutOutlined'
import QuestionCircleOutlined from '@ant-design/icons/QuestionCircleOutlined'
import UserOutlined from '@ant-design/icons/UserOutlined'
import { closeSession } from '@features/iam/routes'
import { useShortcut } from '@shared/keyboard/useShortcut'
import { useLookOfProfile, useSaveLook } from '@shared/session/saveProfile'
import { holds, useMe, type Me } from '@shared/session/session'
import { usePreferences, type Density, type Language, type ThemeChoice } from '@shared/theme/preferences'
import { CommandPalette, type Command } from '@shared/ui/CommandPalette'
import { KeyHelp } from '@shared/ui/KeyHelp'
import type { MenuSection } from '@shared/ui/Menu'
import type { SheetHandle } from '@shared/ui/Sheet'
import { Shell, type NavItem } from '@shared/ui/Shell'
import { OfflineBar, StaleVersionBar } from '@shared/ui/States'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate } from '@tanstack/react-router'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { goKeys, groups, openActions, openTopics, phoneTabs, places, type GroupId, type Place } from './nav'
import { searchRecords } from './search'

/** The shell with the places that this person may open. */
export function AppShell() {
  const { t } = useTranslation('shell')
  const me = useMe()
  const navigate = useNavigate()
  const palette = useRef<SheetHandle>(null)
  const help = useRef<SheetHandle>(null)
  const open = allowed(me)
  useLookOfProfile()

  useShortcut('mod+k', t('keys.palette'), () => palette.current?.open())
  useShortcut('?', t('keys.help'), () => help.current?.open())

  const toItem = (place: Place): NavItem => ({ id: place.id, label: t(place.label), to: place.to, icon: place.icon, ...(place.also === undefined ? {} : { also: place.also }) })
  const itemsOf = (group: GroupId) => open.filter((place) => place.group === group).map(toItem)
  const commands = useCommands(open, me)
  const search = searchRecords({
    client: useQueryClient(),
    me,
    groups: { people: t('palette.people'), teams: t('palette.teams') },
    openUser: (id) => void navigate({ to: '/settings/users', search: { id } }),
    openTeam: (id) => void navigate({ to: '/settings/teams', search: { id } }),
  })

  return (
    <Shell
      brand={me?.company.name ?? ''}
      groups={groups.map((group) => ({ id: group.id, items: itemsOf(group.id), ...(group.label ? { label: t(group.label) } : {}) }))}
      bottom={itemsOf('bottom')}
      phoneTabs={phoneTabs}
      create={[]}
      account={{ name: me?.name ?? '', sections: useAccountMenu(me, () => help.current?.open()) }}
      onSearch={() => palette.current?.open()}
      banner={
        <>
          <OfflineBar />
          <StaleVersionBar />
        </>
      }
    >
      {goKeys.map((key) => (
        <GoKey key={key.letter} letter={key.letter} place={open.find((place) => place.id === key.id)} />
      ))}
      <Outlet />
      <CommandPalette ref={palette} commands={commands} search={search} />
      <KeyHelp ref={help} />
    </Shell>
  )
}

/** What the palette offers without asking the server: pages, topics of the settings, and things to do. */
function useCommands(open: readonly Place[], me: Me | undefined): readonly Command[] {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const change = useSaveLook()
  const pages = open.map((place): Command => ({ id: place.id, group: t('palette.pages'), label: t(place.label), icon: place.icon, run: () => void navigate({ to: place.to }) }))
  const topics = openTopics(me).map((place): Command => ({ id: place.id, group: t('nav.settings'), label: t(place.label), run: () => void navigate({ to: place.to }) }))
  const creations = openActions(me).map((action): Command => ({ id: action.id, group: t('palette.actions'), label: t(action.label), run: () => void navigate({ to: action.to, search: { create: 1 } }) }))
  const looks = themes.map((theme): Command => ({ id: `theme-${theme}`, group: t('palette.actions'), label: t('palette.theme', { theme: t(`theme.${theme}`) }), run: () => change({ theme }) }))
  const speech = languages.map((id): Command => ({ id: `language-${id}`, group: t('palette.actions'), label: t('palette.language', { language: t(`language.${id}`) }), run: () => change({ language: id }) }))
  return [...creations, ...looks, ...speech, ...pages, ...topics]
}

function allowed(me: Me | undefined): readonly Place[] {
  return places.filter((place) => place.permission === undefined || holds(me, place.permission))
}

function GoKey({ letter, place }: { letter: string; place: Place | undefined }) {
  const { t } = useTranslation('shell')
  const navigate = useNavigate()
  const label = place ? t('keys.go', { place: t(place.label) }) : ''
  useShortcut(`g ${letter}`, label, () => void navigate({ to: place?.to ?? '/' }), place !== undefined)
  return null
}

const languages: readonly Language[] = ['zh-CN', 'en']
const themes: readonly ThemeChoice[] = ['light', 'dark', 'system']
const densities: readonly Density[] = ['compact', 'standard', 'comfortable']

function useAccountMenu(me: Me | undefined, openHelp: () => void): readonly MenuSection[] {
  const { t } = useTranslation('shell')
  const [choice] = usePreferences()
  const change = useSaveLook()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const leave = useMutation({
    mutationFn: closeSession,
    onSuccess: async () => {
      await navigate({ to: '/login' })
      queryClient.clear()
    },
  })
  return [
    {
      id: 'language',
      label: t('account.language'),
      items: languages.map((id) => ({ id, label: t(`language.${id}`), checked: choice.language === id, onSelect: () => change({ language: id }) })),
    },
    {
      id: 'theme',
      label: t('account.theme'),
      items: themes.map((id) => ({ id, label: t(`theme.${id}`), checked: choice.theme === id, onSelect: () => change({ theme: id }) })),
    },
    {
      id: 'density',
      label: t('account.density'),
      items: densities.map((id) => ({ id, label: t(`density.${id}`), checked: choice.density === id, onSelect: () => change({ density: id }) })),
    },
    {
      id: 'keys',
      items: [
        { id: 'help', label: t('keys.help'), icon: QuestionCircleOutlined, hint: '?', onSelect: openHelp },
        {
          id: 'letters',
          label: t(choice.shortcuts ? 'account.shortcutsOff' : 'account.shortcutsOn'),
          icon: SettingOutlined,
          onSelect: () => change({ shortcuts: !choice.shortcuts }),
        },
      ],
    },
    {
      id: 'leave',
      label: me?.login ?? '',
      items: [
        { id: 'profile', label: t('settings.profile'), icon: UserOutlined, onSelect: () => void navigate({ to: '/profile' }) },
        { id: 'leave', label: t('account.signOut'), icon: LogoutOutlined, onSelect: () => leave.mutate() },
      ],
    },
  ]
}
