import { api, ok } from '@shared/api/client'
import { safeNext } from '@shared/api/next'
import { loadTexts } from '@shared/i18n/i18n'
import { isSetupNeeded, publicRoute, settingsRoute } from '@shared/routing/roots'
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'

/** Ends the session on the server. */
export function closeSession(): Promise<unknown> {
  return ok(api.DELETE('/api/v1/session'))
}

const texts = () => loadTexts(['iam'])

export const setupRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: 'setup',
  beforeLoad: async ({ context }) => {
    if (!(await isSetupNeeded(context.queryClient))) throw redirect({ to: '/login' })
  },
  loader: texts,
  component: lazyRouteComponent(() => import('./SetupPage'), 'SetupPage'),
})

export const loginRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: 'login',
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = safeNext(search['next'])
    return next === '/' ? {} : { next }
  },
  beforeLoad: async ({ context }) => {
    if (await isSetupNeeded(context.queryClient)) throw redirect({ to: '/setup' })
  },
  loader: texts,
  component: lazyRouteComponent(() => import('./LoginPage'), 'LoginPage'),
})

export const forgotPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: 'forgot-password',
  loader: texts,
  component: lazyRouteComponent(() => import('./ForgotPasswordPage'), 'ForgotPasswordPage'),
})

export const resetPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: 'reset-password',
  loader: texts,
  component: lazyRouteComponent(() => import('./ResetPasswordPage'), 'ResetPasswordPage'),
})

export const preferencesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'preferences',
  loader: texts,
  component: lazyRouteComponent(() => import('./PreferencesPage'), 'PreferencesPage'),
})

export const iamPublicRoutes = [setupRoute, loginRoute, forgotPasswordRoute, resetPasswordRoute] as const
export const iamSettingsRoutes = [preferencesRoute] as const
