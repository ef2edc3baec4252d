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

package io.github.natsboot.deadletter;

/**
 * Names by templates.
 *
 * @param subjects the template of subjects
 * @param streams the template of streams
 */
record TemplateDeadLetterNamingStrategy(String subjects, String streams) implements DeadLetterNamingStrategy {

	@Override
	public String subject(String listenerId, String stream, String durable) {
		return fill(this.subjects, stream, durable);
	}

	@Override
	public String stream(String listenerId, String stream, String durable) {
		return fill(this.streams, stream, durable);
	}

	private static String fill(String template, String stream, String durable) {
		return template.replace("{stream}", stream).replace("{durable}", durable);
	}

}
