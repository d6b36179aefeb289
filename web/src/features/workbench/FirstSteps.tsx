import CheckOutlined from '@ant-design/icons/CheckOutlined'
import { api, ok } from '@shared/api/client'
import { usePreferences } from '@shared/theme/preferences'
import { Icon } from '@shared/ui/Icon'
import { Panel } from '@shared/ui/Panel'
import { toasts } from '@shared/ui/toastStore'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import styles from './workbench.module.css'

const stepsQuery = queryOptions({
  queryKey: ['onboarding'],
  queryFn: async ({ signal }) => (await ok(api.GET('/api/v1/onboarding', { signal }))).items,
})

type Step = NonNullable<ReturnType<typeof useSteps>['data']>[number]

const useSteps = () => useQuery(stepsQuery)

const places: Record<Step['key'], string> = {
  teams: '/settings/teams',
  members: '/settings/users',
  calendar: '/settings/calendar',
  second_factor: '/profile/second-factor',
  backup: '/settings/backups',
}

/** What is left to do after the set-up, for those who may do it; goes away when all is done or when hidden. */
export function FirstSteps() {
  const { t } = useTranslation('workbench')
  const [{ firstSteps }, change] = usePreferences()
  const steps = useSteps().data ?? []
  const done = steps.filter((step) => step.done).length
  if (!firstSteps || done === steps.length) return null
  const hide = () => {
    change({ firstSteps: false })
    toasts.done(t('steps.hidden'), { label: t('steps.undo'), run: () => change({ firstSteps: true }) })
  }
  return (
    <Panel
      title={t('steps.title')}
      note={t('steps.progress', { done, all: steps.length })}
      actions={
        <button type="button" className={styles.hide} onClick={hide}>
          {t('steps.hide')}
        </button>
      }
    >
      <ul className={styles.steps}>
        {steps.map((step) => (
          <li key={step.key} className={styles.step} data-done={step.done}>
            <span className={styles.mark}>{step.done && <Icon of={CheckOutlined} />}</span>
            <span className={styles.text}>
              <Link to={places[step.key]} className={styles.link}>
                {t(`step.${step.key}`)}
              </Link>
              <span className={styles.why}>{t(`why.${step.key}`)}</span>
            </span>
            <span className={styles.state}>{t(step.done ? 'steps.done' : 'steps.open')}</span>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
