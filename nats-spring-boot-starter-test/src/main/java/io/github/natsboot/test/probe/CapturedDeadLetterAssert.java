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

package io.github.natsboot.test.probe;

import io.github.natsboot.deadletter.DeadLetterReason;

import org.springframework.util.ClassUtils;

/**
 * Assertions on a dead letter.
 *
 * @since 0.1.0
 */
public final class CapturedDeadLetterAssert
		extends AbstractCapturedAssert<CapturedDeadLetterAssert, CapturedDeadLetter> {

	CapturedDeadLetterAssert(CapturedDeadLetter actual) {
		super(actual, CapturedDeadLetterAssert.class);
	}

	/**
	 * Verifies why the message became a dead letter.
	 * @param reason the reason
	 * @return this
	 */
	public CapturedDeadLetterAssert hasReason(DeadLetterReason reason) {
		return requireEqual(this.actual.reason(), reason.code(), "the reason");
	}

	/**
	 * Verifies the last failure.
	 * @param type class of the failure or a superclass of it
	 * @return this
	 */
	public CapturedDeadLetterAssert hasException(Class<? extends Throwable> type) {
		isNotNull();
		String name = this.actual.exception();
		boolean found = name != null && ClassUtils.isPresent(name, type.getClassLoader())
				&& type.isAssignableFrom(ClassUtils.resolveClassName(name, type.getClassLoader()));
		return (found) ? this : requireEqual(name, type.getName(), "the class of the last failure");
	}

	/**
	 * Verifies how often the message was delivered, the first time included.
	 * @param deliveries the number
	 * @return this
	 */
	public CapturedDeadLetterAssert hasDeliveries(long deliveries) {
		return requireEqual(this.actual.deliveries(), deliveries, "the number of deliveries");
	}

	/**
	 * Verifies the subject the message that failed was published to.
	 * @param subject the subject
	 * @return this
	 */
	public CapturedDeadLetterAssert hasOriginalSubject(String subject) {
		return requireEqual(this.actual.originalSubject(), subject, "the original subject");
	}

}
