// SPDX-License-Identifier: Apache-2.0
/** What products and people reach over HTTP: the distribution service, the operator's API and the console. */
package org.ctdhub.web;
