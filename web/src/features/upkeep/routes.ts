import { loadTexts } from '@shared/i18n/i18n'
import { settingsRoute } from '@shared/routing/roots'
import { createRoute, lazyRouteComponent } from '@tanstack/react-router'

const backupsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'backups',
  loader: () => loadTexts(['upkeep', 'permission']),
  component: lazyRouteComponent(() => import('./BackupsPage'), 'BackupsPage'),
})

export const upkeepSettingsRoutes = [backupsRoute] as const
