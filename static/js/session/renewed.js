/** Signed in again, in the frame or window that another page opened for it: tells that page, and goes. */
new BroadcastChannel("maptag-session").postMessage("renewed");
if (window.opener) window.close();
