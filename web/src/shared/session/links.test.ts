import { describe, expect, it } from 'vitest'
import { isLoopback, mayLinksBeDead, openableLink } from './links'

const office = { hostname: '192.168.1.20', origin: 'http://192.168.1.20:8095' }
const own = { hostname: 'localhost', origin: 'http://localhost:8095' }

describe('links to pass on', () => {
  it('knows addresses that lead to oneself', () => {
    for (const name of ['localhost', '127.0.0.1', '127.1.2.3', '[::1]', 'crm.localhost']) expect(isLoopback(name), name).toBe(true)
    for (const name of ['127.0.0.1.example', 'crm.example', '10.0.0.1', 'localhost.example']) expect(isLoopback(name), name).toBe(false)
  })

  it('get the address of the page instead of one that opens on the server only', () => {
    expect(openableLink('http://localhost:8095/reset-password#token=abc', office)).toBe('http://192.168.1.20:8095/reset-password#token=abc')
    expect(openableLink('http://localhost:8095/reset-password#token=abc', own)).toBe('http://localhost:8095/reset-password#token=abc')
    expect(openableLink('https://crm.example/reset-password#token=abc', office)).toBe('https://crm.example/reset-password#token=abc')
  })

  it('may be dead where the address is a guess', () => {
    const links = { base_url: 'http://localhost:8095', guessed: true, mail: false }
    expect(mayLinksBeDead(links, office)).toBe(true)
    expect(mayLinksBeDead(links, own)).toBe(false)
    expect(mayLinksBeDead({ ...links, mail: true }, own)).toBe(true)
    expect(mayLinksBeDead({ ...links, base_url: office.origin }, office)).toBe(false)
    expect(mayLinksBeDead({ ...links, guessed: false }, office)).toBe(false)
    expect(mayLinksBeDead(undefined, office)).toBe(false)
  })
})
