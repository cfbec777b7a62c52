/// <reference types="vite/client" />

interface Window {
  /** The answer to the refresh that the page asked for before any script of the app was there. */
  boot?: Promise<Response>
}
