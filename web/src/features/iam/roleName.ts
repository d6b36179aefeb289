import { useTranslation } from 'react-i18next'

/** The roles that every installation has; the server names them by key. */
const builtin = ['administrator', 'manager', 'rep', 'service_agent', 'arbitrator', 'auditor'] as const

/** The name of a role: built-in ones in the reader's language, others as they were named. */
export function useRoleName(): (role: { key?: string | undefined; name: string }) => string {
  const { t } = useTranslation('shell')
  return (role) => {
    const key = builtin.find((one) => one === role.key)
    return key ? t(`role.${key}`) : role.name
  }
}
