import { keepLanguage, usePreferences } from '@shared/theme/preferences'
import { OfflineBar, StaleVersionBar } from '@shared/ui/States'
import { Outlet } from '@tanstack/react-router'
import styles from './PublicFrame.module.css'

/** The frame of the pages before login: name of the product, the page, language and colours. */
export function PublicFrame() {
  const [{ language }, change] = usePreferences()
  const other = language === 'en' ? 'zh-CN' : 'en'
  const switchLanguage = () => {
    change({ language: other })
    keepLanguage(true)
  }
  return (
    <div className={styles.frame}>
      <OfflineBar />
      <StaleVersionBar />
      <header className={styles.head}>
        <span className={styles.brand} translate="no">
          <img src="/favicon.svg" alt="" width="24" height="24" />
          海客 Haike
        </span>
        <button type="button" className={styles.language} lang={other} onClick={switchLanguage}>
          {other === 'en' ? 'English' : '中文'}
        </button>
      </header>
      <main id="main" className={styles.main}>
        <Outlet />
      </main>
    </div>
  )
}
