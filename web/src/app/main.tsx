import '@shared/theme/tokens.css'
import '@shared/theme/base.css'
import '@shared/theme/antd.css'
import { startTexts } from '@shared/i18n/i18n'
import { preferences } from '@shared/theme/preferences'
import { causeOfMissing, nameMissingPart } from '@shared/ui/parts'
import { markStale } from '@shared/ui/stale'
import { createRoot } from 'react-dom/client'
import { antdLocale } from './antdLocale'
import { App } from './App'
import { applyLook } from './look'

// A chunk of an older version is gone after an upgrade of the server; or the network is away.
window.addEventListener('vite:preloadError', ({ payload }) => {
  nameMissingPart(payload)
  void causeOfMissing().then((cause) => cause === 'newer' && markStale())
})

async function start(): Promise<void> {
  const root = document.getElementById('root')
  if (!root) return
  applyLook(preferences.get(), matchMedia('(prefers-color-scheme: dark)').matches)
  const { language } = preferences.get()
  const [locale] = await Promise.all([antdLocale(language), startTexts(language)])
  createRoot(root).render(<App locale={locale} />)
}

void start()
