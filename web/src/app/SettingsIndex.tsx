import { useMe } from '@shared/session/session'
import { useIsPhone } from '@shared/theme/media'
import { PageHeader } from '@shared/ui/PageHeader'
import { Navigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { firstTopic } from './nav'

/** /settings: the list of topics on the phone, the first topic elsewhere. */
export function SettingsIndex() {
  const { t } = useTranslation('shell')
  const isPhone = useIsPhone()
  const me = useMe()
  if (!isPhone) return <Navigate to={firstTopic(me)} replace />
  return <PageHeader title={t('nav.settings')} />
}
