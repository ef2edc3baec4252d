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

import org.springframework.util.ClassUtils;

/**
 * Says what is wrong with a payload, and where, without showing any of it.
 */
public final class PayloadProblem {

	static final String JACKSON_EXCEPTION = "tools.jackson.core.JacksonException";

	private static final boolean JACKSON = ClassUtils.isPresent(JACKSON_EXCEPTION,
			PayloadProblem.class.getClassLoader());

	private PayloadProblem() {
	}

	/**
	 * Describe why a payload could not be converted.
	 * @param failure the failure, whose text may show parts of the payload
	 * @return a text that does not
	 */
	public static String describe(Throwable failure) {
		Throwable root = failure;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (JACKSON && JsonReason.isJson(cause)) {
				return JsonReason.of(cause);
			}
			root = cause;
		}
		return "The payload cannot be converted (" + root.getClass().getSimpleName() + ")";
	}

}
