import { useMe } from '@shared/session/session'
import { SettingsLayout } from '@shared/ui/SettingsLayout'
import { Outlet, useLocation } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { openTopics, settingsGroups } from './nav'

/** The settings with the topics that this person may open. */
export function SettingsFrame() {
  const { t } = useTranslation('shell')
  const me = useMe()
  const onIndex = useLocation({ select: (location) => location.pathname.replace(/\/$/, '') === '/settings' })
  const open = openTopics(me)
  const groups = settingsGroups.map((group) => ({
    id: group.id,
    label: t(group.label),
    items: open.filter((place) => place.group === group.id).map((place) => ({ id: place.id, label: t(place.label), to: place.to })),
  }))
  return (
    <SettingsLayout label={t('nav.settings')} groups={groups} index="/settings" onIndex={onIndex}>
      <Outlet />
    </SettingsLayout>
  )
}
