/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.support;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes events for something that must go on whatever the listeners of its events do:
 * what they throw is logged. Safe for concurrent use, if what it publishes to is.
 */
public final class SafeEventPublisher implements ApplicationEventPublisher {

	private static final Log logger = LogFactory.getLog(SafeEventPublisher.class);

	private final ApplicationEventPublisher events;

	private SafeEventPublisher(ApplicationEventPublisher events) {
		this.events = events;
	}

	/**
	 * Make a publisher safe.
	 * @param events what to publish to
	 * @return a publisher that does not throw
	 */
	public static ApplicationEventPublisher of(ApplicationEventPublisher events) {
		return (events instanceof SafeEventPublisher) ? events : new SafeEventPublisher(events);
	}

	@Override
	public void publishEvent(Object event) {
		try {
			this.events.publishEvent(event);
		}
		catch (RuntimeException | LinkageError | AssertionError ex) {
			logger.warn("A listener of " + event.getClass().getSimpleName() + " failed", ex);
		}
	}

}
