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

package io.github.natsboot.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.natsboot.event.DeadLetterOperationEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.listener.AuditApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;

/**
 * Makes audit events of what is done with dead letters.
 */
final class DeadLetterAuditListener implements ApplicationListener<DeadLetterOperationEvent> {

	private static final String TYPE_PREFIX = "NATS_DEAD_LETTER_";

	private final ApplicationEventPublisher events;

	DeadLetterAuditListener(ApplicationEventPublisher events) {
		this.events = events;
	}

	@Override
	public void onApplicationEvent(DeadLetterOperationEvent event) {
		Map<String, @Nullable Object> data = new LinkedHashMap<>();
		data.put("stream", event.getStream());
		data.put("selection", event.getSelection());
		data.put("state", event.getState());
		data.put("after", event.getAfter());
		data.put("target", event.getTarget());
		data.put("rate", event.getRate());
		data.put("maxReplays", event.getMaxReplays());
		data.put("dryRun", event.isDryRun());
		data.put("forced", event.isForced());
		data.put("succeeded", event.getSucceeded());
		data.put("skipped", event.getSkipped());
		data.put("refused", event.getRefused());
		data.put("failed", event.getFailed());
		data.put("cancelledBy", event.getCancelledBy());
		this.events.publishEvent(new AuditApplicationEvent(
				new AuditEvent(event.getRequestedBy(), TYPE_PREFIX + event.getOperation().name(), data)));
	}

}
