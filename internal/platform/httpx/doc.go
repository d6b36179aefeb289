// Package httpx is the border between HTTP and the rooms.
//
// Owns: routing through huma, the OpenAPI document, statuses and problem
// documents (RFC 9457), request ids, access logs, limits of bodies, security
// headers, cross-site protection, who calls (through an Authenticator), and the
// web app's files. Does not own: any rule, and no database.
//
// Every operation declares a permission; one that does not stops the program
// at start. The order of a request: request id → recover → log → headers →
// limits → origin → session or token → permission → schema → handler.
package httpx
