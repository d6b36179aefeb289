import { useIsPhone } from '@shared/theme/media'
import { PageHeader } from '@shared/ui/PageHeader'
import { Navigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

/** /settings: the list of topics on the phone, the first topic elsewhere. */
export function SettingsIndex() {
  const { t } = useTranslation('shell')
  const isPhone = useIsPhone()
  if (!isPhone) return <Navigate to="/settings/preferences" replace />
  return <PageHeader title={t('nav.settings')} />
}
