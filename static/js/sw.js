// Shows what is pushed while no tab of Repofolio is in view. It caches nothing and answers no
// requests: pages come from the server as ever.

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => event.waitUntil(show(event.data?.json() ?? {})));

async function show(message) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const inView = windows.filter((one) => one.visibilityState === "visible" && one.focused);
  // Who is looking at the application is told in the page.
  for (const one of inView) one.postMessage("repofolio:news");
  if (inView.length && !message.always) return;
  await self.registration.showNotification(message.title ?? "Repofolio", {
    body: message.text ?? "",
    tag: message.tag ?? "repofolio",
    icon: "/static/img/notification.png",
    data: { url: message.url ?? "/" },
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/"));
});

async function open(path) {
  const target = new URL(path, self.location.origin);
  // Never to another site, whatever was pushed.
  const url = target.origin === self.location.origin ? target.href : self.location.origin;
  const windows = await self.clients.matchAll({ type: "window" });
  const one = windows.find((window) => window.url === url) ?? windows[0];
  if (!one) return self.clients.openWindow(url);
  await one.focus();
  return one.url === url ? one : one.navigate(url);
}
