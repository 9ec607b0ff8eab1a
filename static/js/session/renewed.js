/** Signed in again, in the frame or window that another page opened for it: tells that page. */
new BroadcastChannel("maptag-session").postMessage("renewed");
