import { api, ok } from '@shared/api/client'
import { safeNext } from '@shared/api/next'
import { loadTexts } from '@shared/i18n/i18n'
import { keepLanguage } from '@shared/theme/preferences'
import { refreshMe } from '@shared/session/session'
import { isSetupNeeded, profileRoute, publicRoute, settingsRoute } from '@shared/routing/roots'
import type { QueryClient } from '@tanstack/react-query'
import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { parseAuditSearch } from './auditSearch'
import { parseUsersSearch } from './usersSearch'

/** Ends the session on the server. */
export function closeSession(): Promise<unknown> {
  keepLanguage(false) // the next person's profile decides again
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

/** Asks the server, since what is remembered may be over. Without an answer the form is the better place. */
async function isSignedIn(client: QueryClient): Promise<boolean> {
  return refreshMe(client).then(
    () => true,
    () => false,
  )
}

export const loginRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: 'login',
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = safeNext(search['next'])
    return next === '/' ? {} : { next }
  },
  beforeLoad: async ({ context, search }) => {
    const [needed, signedIn] = await Promise.all([isSetupNeeded(context.queryClient), isSignedIn(context.queryClient)])
    if (needed) throw redirect({ to: '/setup' })
    if (signedIn) throw redirect({ href: safeNext(search.next), replace: true })
  },
  loader: texts,
  component: lazyRouteComponent(() => import('./LoginPage'), 'LoginPage'),
})

export const forgotPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: 'forgot-password',
  // Whether mail is set up decides what the page says; without an answer it offers the form.
  loader: ({ context }) => Promise.all([texts(), isSetupNeeded(context.queryClient).catch(() => false)]),
  component: lazyRouteComponent(() => import('./ForgotPasswordPage'), 'ForgotPasswordPage'),
})

export const resetPasswordRoute = createRoute({
  getParentRoute: () => publicRoute,
  path: 'reset-password',
  loader: texts,
  component: lazyRouteComponent(() => import('./ResetPasswordPage'), 'ResetPasswordPage'),
})

/** What the pages of the account and of the settings need: their own texts and the names of permissions. */
const textsOf = (...namespaces: string[]) => () => loadTexts([...namespaces, 'permission', 'event'])

const profileTexts = textsOf('profile')

const profileIndexRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: '/',
  loader: profileTexts,
  component: lazyRouteComponent(() => import('./ProfilePage'), 'ProfilePage'),
})

const passwordRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'password',
  loader: profileTexts,
  component: lazyRouteComponent(() => import('./PasswordPage'), 'PasswordPage'),
})

const secondFactorRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'second-factor',
  loader: profileTexts,
  component: lazyRouteComponent(() => import('./SecondFactorPage'), 'SecondFactorPage'),
})

const sessionsRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'sessions',
  loader: profileTexts,
  component: lazyRouteComponent(() => import('./SessionsPage'), 'SessionsPage'),
})

const tokensRoute = createRoute({
  getParentRoute: () => profileRoute,
  path: 'tokens',
  loader: profileTexts,
  component: lazyRouteComponent(() => import('./TokensPage'), 'TokensPage'),
})

export const iamPublicRoutes = [setupRoute, loginRoute, forgotPasswordRoute, resetPasswordRoute] as const
export const iamProfileRoutes = [profileIndexRoute, passwordRoute, secondFactorRoute, sessionsRoute, tokensRoute] as const
export const usersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'users',
  validateSearch: parseUsersSearch,
  loader: textsOf('users'),
  component: lazyRouteComponent(() => import('./UsersPage'), 'UsersPage'),
})

const securityRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'security',
  loader: textsOf('security'),
  component: lazyRouteComponent(() => import('./SecurityPage'), 'SecurityPage'),
})

export const rolesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'roles',
  validateSearch: (search: Record<string, unknown>): { id?: number; create?: 1 } => {
    const id = Number(search['id'])
    return { ...(Number.isSafeInteger(id) && id > 0 ? { id } : {}), ...(Number(search['create']) === 1 ? { create: 1 } : {}) }
  },
  loader: textsOf('roles'),
  component: lazyRouteComponent(() => import('./RolesPage'), 'RolesPage'),
})

export const auditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: 'audit',
  validateSearch: parseAuditSearch,
  loader: textsOf('audit'),
  component: lazyRouteComponent(() => import('./AuditPage'), 'AuditPage'),
})

export const iamSettingsRoutes = [usersRoute, rolesRoute, auditRoute, securityRoute] as const
