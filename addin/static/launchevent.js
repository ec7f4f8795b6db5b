// Runs when a message is begun, before anybody opens the pane. Classic Outlook for Windows runs this file alone, in an
// engine without a page: no imports, no document, no storage; and it does not wait for Office.onReady. So it stays one
// plain script without dependencies. Nothing is to be done yet; an event that is not completed would hold Outlook for
// minutes.

/** @param {Office.AddinCommands.Event} event */
function onNewMessageCompose(event) {
  event.completed();
}

Office.actions.associate("onNewMessageCompose", onNewMessageCompose);
