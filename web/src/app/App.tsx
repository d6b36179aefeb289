import { watchSession } from '@shared/api/client'
import { Problem } from '@shared/api/problem'
import { createQueryClient } from '@shared/api/query'
import { switchLanguage, texts } from '@shared/i18n/i18n'
import { problemText } from '@shared/i18n/problemText'
import { useShortcutKeys } from '@shared/keyboard/useShortcut'
import { antdTheme } from '@shared/theme/antd'
import { useCalm, useIsPhone, useSystemDark } from '@shared/theme/media'
import { usePreferences } from '@shared/theme/preferences'
import { FocusAfterNavigation, FocusContext } from '@shared/ui/title'
import { ToastRegion } from '@shared/ui/Toast'
import { toasts } from '@shared/ui/toastStore'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { ConfigProvider } from 'antd'
import type { Locale } from 'antd/es/locale'
import { useEffect, useLayoutEffect, useMemo, useState, type ReactNode } from 'react'
import { I18nextProvider } from 'react-i18next'
import { antdLocale } from './antdLocale'
import { applyLook } from './look'
import { createAppRouter } from './router'

const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? ''
const focus = new FocusAfterNavigation()
const queryClient = createQueryClient()
const router = createAppRouter(queryClient, focus)

watchSession(() => {
  const { href, pathname } = router.latestLocation
  if (pathname === '/login') return
  // What was typed cannot be saved any more: no question whether to leave.
  void router.navigate({ to: '/login', search: { next: href }, state: { ended: true }, ignoreBlocker: true }).then(() => queryClient.clear())
})

/** The app with its providers. antd's words are there from the start: adding them later would build everything anew. */
export function App({ locale }: { locale: Locale }) {
  useShortcutKeys()
  return (
    <I18nextProvider i18n={texts}>
      <QueryClientProvider client={queryClient}>
        <Look start={locale}>
          <FocusContext value={focus}>
            <RouterProvider router={router} />
            <ToastRegion />
          </FocusContext>
        </Look>
      </QueryClientProvider>
    </I18nextProvider>
  )
}

/** Colours, density and language for our own components and for antd's. */
function Look({ start, children }: { start: Locale; children: ReactNode }) {
  const [choice] = usePreferences()
  const isDark = useSystemDark()
  const isPhone = useIsPhone()
  const isCalm = useCalm()
  const [locale, setLocale] = useState(start)
  const dark = choice.theme === 'dark' || (choice.theme === 'system' && isDark)
  const theme = useMemo(() => antdTheme({ isDark: dark, density: choice.density, isPhone, isCalm }), [dark, choice.density, isPhone, isCalm])

  useLayoutEffect(() => {
    applyLook(choice, isDark)
  }, [choice, isDark])

  useEffect(() => {
    let current = true
    Promise.all([switchLanguage(choice.language), antdLocale(choice.language)])
      .then(([, next]) => current && setLocale(next))
      .catch(() => toasts.error(problemText(Problem.network())))
    return () => {
      current = false
    }
  }, [choice.language])

  return (
    <ConfigProvider
      theme={theme}
      locale={locale}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
      // One ripple fewer: the press shows by colour.
      wave={{ disabled: true }}
    >
      {children}
    </ConfigProvider>
  )
}
